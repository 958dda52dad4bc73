//! Sorting, sums, counts: the threads of a block together.

use ringkernel_rt::prelude::*;

use super::global_x;

/// Sorts each block's part by a bitonic network in shared memory.
#[kernel]
pub fn bitonic_sort(keys: &mut [u32]) {
    let part = shared!([u32; 128]);
    let lane = thread_idx_x() as usize;
    let len = block_dim_x() as usize;
    part[lane] = keys[global_x()];
    sync_threads();
    let mut size = 2;
    while size <= len {
        let mut stride = size / 2;
        while stride > 0 {
            let other = lane ^ stride;
            if other > lane {
                let ascending = lane & size == 0;
                if (part[lane] > part[other]) == ascending {
                    (part[lane], part[other]) = (part[other], part[lane]);
                }
            }
            sync_threads();
            stride /= 2;
        }
        size *= 2;
    }
    keys[global_x()] = part[lane];
}

/// One phase of odd-even transposition.
#[kernel]
pub fn odd_even_phase(keys: &mut [f32], phase: usize) {
    let a = 2 * global_x() + phase % 2;
    let b = a + 1;
    if b >= keys.len() {
        return;
    }
    let (low, high) = (keys[a].min(keys[b]), keys[a].max(keys[b]));
    keys[a] = low;
    keys[b] = high;
}

/// Counts values by their bin.
#[kernel]
pub fn histogram(values: &[u8], bins: &mut [u32]) {
    let stride = (grid_dim_x() * block_dim_x()) as usize;
    let mut i = global_x();
    while i < values.len() {
        atomic_add(&mut bins[values[i] as usize], 1);
        i += stride;
    }
}

/// Sums up to and with each element, by block, and each block's sum.
#[kernel]
pub fn prefix_sum(input: &[i32], out: &mut [i32], sums: &mut [i32]) {
    let i = global_x();
    let value = if i < input.len() { input[i] } else { 0 };
    let sum = block_inclusive_sum(value);
    if i < input.len() {
        out[i] = sum;
    }
    if thread_idx_x() == block_dim_x() - 1 {
        sums[block_idx_x() as usize] = sum;
    }
}

/// Keeps the elements that are above a limit, in order, by block; gives how many.
#[kernel]
pub fn compact_above(input: &[f32], limit: f32, out: &mut [f32], counts: &mut [u32]) {
    let i = global_x();
    let base = (block_idx_x() * block_dim_x()) as usize;
    let keeps = i < input.len() && input[i] > limit;
    let place = block_exclusive_sum(keeps as u32);
    if keeps {
        out[base + place as usize] = input[i];
    }
    let count = block_reduce_sum(keeps as u32);
    if thread_idx_x() == 0 {
        counts[block_idx_x() as usize] = count;
    }
}

/// The sum, the least and the greatest of many values; each thread takes several.
#[kernel]
pub fn reduction(values: &[f64], sums: &mut [f64], least: &mut [f64], greatest: &mut [f64]) {
    let stride = (grid_dim_x() * block_dim_x()) as usize;
    let (mut sum, mut low, mut high) = (0.0, f64::INFINITY, f64::NEG_INFINITY);
    let mut i = global_x();
    while i < values.len() {
        let value = values[i];
        sum += value;
        low = low.min(value);
        high = high.max(value);
        i += stride;
    }
    let (sum, low, high) = (
        block_reduce_sum(sum),
        block_reduce_min(low),
        block_reduce_max(high),
    );
    if thread_idx_x() == 0 {
        let block = block_idx_x() as usize;
        sums[block] = sum;
        least[block] = low;
        greatest[block] = high;
    }
}

/// The place of each row's greatest element, the first of equals, one warp a row.
#[kernel]
pub fn argmax_rows(values: &[f32], width: usize, out: &mut [u32]) {
    let row = block_idx_x() as usize;
    let lane = lane_id() as usize;
    let (mut best, mut place) = (f32::NEG_INFINITY, u32::MAX);
    let mut column = lane;
    while column < width {
        let value = values[row * width + column];
        if value > best {
            best = value;
            place = column as u32;
        }
        column += 32;
    }
    let greatest = warp_reduce_max(u32::MAX, best);
    let place = warp_reduce_min(u32::MAX, if best == greatest { place } else { u32::MAX });
    if lane == 0 {
        out[row] = place;
    }
}

/// Where each key would stand in a sorted table (binary search, first place not less).
#[kernel]
pub fn lower_bound(table: &[i64], keys: &[i64], out: &mut [usize]) {
    let i = global_x();
    if i >= keys.len() {
        return;
    }
    let (mut low, mut high) = (0, table.len());
    while low < high {
        let middle = low + (high - low) / 2;
        if table[middle] < keys[i] {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    out[i] = low;
}

/// Sorts short lists by insertion, one a thread.
#[kernel]
pub fn insertion_sort(lists: &mut [i16], len: usize) {
    let i = global_x();
    if (i + 1) * len > lists.len() {
        return;
    }
    let list = &mut lists[i * len..(i + 1) * len];
    for end in 1..list.len() {
        let value = list[end];
        let mut at = end;
        while at > 0 && list[at - 1] > value {
            list[at] = list[at - 1];
            at -= 1;
        }
        list[at] = value;
    }
}
