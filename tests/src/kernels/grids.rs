//! What all blocks of a grid do together.

use ringkernel_rt::prelude::*;

/// Sums, least and greatest values of the whole grid and of the threads before, for each thread.
#[kernel]
pub fn grid_totals(input: &[f32], counts: &[i64], out: &mut [f32], sums: &mut [i64]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    let value = input[i];
    out[i * 10] = grid_reduce_sum(value);
    out[i * 10 + 1] = grid_reduce_min(value);
    out[i * 10 + 2] = grid_reduce_max(value);
    out[i * 10 + 3] = reduce_and_broadcast(value * value);
    out[i * 10 + 4] = grid_inclusive_sum(value);
    out[i * 10 + 5] = grid_exclusive_sum(value);
    out[i * 10 + 6] = grid_inclusive_min(value);
    out[i * 10 + 7] = grid_exclusive_min(value);
    out[i * 10 + 8] = grid_inclusive_max(value);
    out[i * 10 + 9] = grid_exclusive_max(value);
    sums[i * 2] = grid_reduce_sum(counts[i]);
    sums[i * 2 + 1] = reduce_broadcast(counts[i] & 7) - grid_reduce_min(counts[i] & 7);
}

/// Relaxes a rod in place of one launch a step: each step reads what other blocks wrote in the one before.
#[kernel]
pub fn relax(a: &mut [f64], b: &mut [f64], steps: i32) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    let last = a.len() - 1;
    for step in 0..steps {
        if step % 2 == 0 {
            b[i] = if i == 0 || i == last {
                a[i]
            } else {
                0.5 * (a[i - 1] + a[i + 1])
            };
        } else {
            a[i] = if i == 0 || i == last {
                b[i]
            } else {
                0.5 * (b[i - 1] + b[i + 1])
            };
        }
        sync_grid();
    }
}

/// Moves everything down by one block a round, until the sum says that nothing is left.
#[kernel]
pub fn drain(values: &mut [i32], rounds: &mut [i32]) {
    let n = block_dim_x();
    let block = block_idx_x();
    let i = (block * n + thread_idx_x()) as usize;
    let mut round = 0;
    while grid_reduce_sum(values[i]) > 0 {
        let above = if block + 1 < grid_dim_x() {
            values[i + n as usize]
        } else {
            0
        };
        sync_grid();
        values[i] = above;
        round += 1;
        // The sum of the next round reads only the thread's own value.
    }
    rounds[i] = round;
}

/// Line of the access in [`fault_before_grid_barrier()`] that is out of range.
pub const FAULT_LINE: u32 = line!() + 8;

/// One thread faults while all others wait for the grid.
#[kernel]
pub fn fault_before_grid_barrier(values: &mut [i32], culprit: i32) {
    let i = block_idx_x() * block_dim_x() + thread_idx_x();
    if i == culprit {
        let past = values.len() + 7;
        values[past] = 1;
    }
    sync_grid();
    values[i as usize] = grid_reduce_sum(1);
}

/// Takes what its thread needs of a list that all threads fill together, without an atomic operation.
#[kernel]
pub fn allot(needs: &[i32], out: &mut [i32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    let first = grid_exclusive_sum(needs[i]);
    for k in 0..needs[i] {
        out[(first + k) as usize] = i as i32 * 100 + k;
    }
}
