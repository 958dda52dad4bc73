//! What the threads of a block do together, for every type that they can combine.

use ringkernel_rt::prelude::*;

/// Every reduction and scan of `i32`: 11 results a thread.
#[kernel]
pub fn block_i32(input: &[i32], out: &mut [i32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    let value = input[i];
    let at = i * 11;
    out[at] = block_reduce_sum(value);
    out[at + 1] = block_reduce_min(value);
    out[at + 2] = block_reduce_max(value);
    out[at + 3] = block_inclusive_sum(value);
    out[at + 4] = block_exclusive_sum(value);
    out[at + 5] = block_inclusive_min(value);
    out[at + 6] = block_exclusive_min(value);
    out[at + 7] = block_inclusive_max(value);
    out[at + 8] = block_exclusive_max(value);
    out[at + 9] = block_reduce_and(value) ^ block_reduce_or(value);
    out[at + 10] = block_reduce_xor(value);
}

/// Every reduction and scan of `u32`: 11 results a thread.
#[kernel]
pub fn block_u32(input: &[u32], out: &mut [u32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    let value = input[i];
    let at = i * 11;
    out[at] = block_reduce_sum(value);
    out[at + 1] = block_reduce_min(value);
    out[at + 2] = block_reduce_max(value);
    out[at + 3] = block_inclusive_sum(value);
    out[at + 4] = block_exclusive_sum(value);
    out[at + 5] = block_inclusive_min(value);
    out[at + 6] = block_exclusive_min(value);
    out[at + 7] = block_inclusive_max(value);
    out[at + 8] = block_exclusive_max(value);
    out[at + 9] = block_reduce_and(value) ^ block_reduce_or(value);
    out[at + 10] = block_reduce_xor(value);
}

/// Every reduction and scan of `i64`: 11 results a thread.
#[kernel]
pub fn block_i64(input: &[i64], out: &mut [i64]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    let value = input[i];
    let at = i * 11;
    out[at] = block_reduce_sum(value);
    out[at + 1] = block_reduce_min(value);
    out[at + 2] = block_reduce_max(value);
    out[at + 3] = block_inclusive_sum(value);
    out[at + 4] = block_exclusive_sum(value);
    out[at + 5] = block_inclusive_min(value);
    out[at + 6] = block_exclusive_min(value);
    out[at + 7] = block_inclusive_max(value);
    out[at + 8] = block_exclusive_max(value);
    out[at + 9] = block_reduce_and(value) ^ block_reduce_or(value);
    out[at + 10] = block_reduce_xor(value);
}

/// Every reduction and scan of `u64`: 11 results a thread.
#[kernel]
pub fn block_u64(input: &[u64], out: &mut [u64]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    let value = input[i];
    let at = i * 11;
    out[at] = block_reduce_sum(value);
    out[at + 1] = block_reduce_min(value);
    out[at + 2] = block_reduce_max(value);
    out[at + 3] = block_inclusive_sum(value);
    out[at + 4] = block_exclusive_sum(value);
    out[at + 5] = block_inclusive_min(value);
    out[at + 6] = block_exclusive_min(value);
    out[at + 7] = block_inclusive_max(value);
    out[at + 8] = block_exclusive_max(value);
    out[at + 9] = block_reduce_and(value) ^ block_reduce_or(value);
    out[at + 10] = block_reduce_xor(value);
}

/// Every reduction and scan of `usize`: 11 results a thread.
#[kernel]
pub fn block_usize(input: &[usize], out: &mut [usize]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    let value = input[i];
    let at = i * 11;
    out[at] = block_reduce_sum(value);
    out[at + 1] = block_reduce_min(value);
    out[at + 2] = block_reduce_max(value);
    out[at + 3] = block_inclusive_sum(value);
    out[at + 4] = block_exclusive_sum(value);
    out[at + 5] = block_inclusive_min(value);
    out[at + 6] = block_exclusive_min(value);
    out[at + 7] = block_inclusive_max(value);
    out[at + 8] = block_exclusive_max(value);
    out[at + 9] = block_reduce_and(value) ^ block_reduce_or(value);
    out[at + 10] = block_reduce_xor(value);
}

/// Every reduction and scan of `f32`: 10 results a thread.
#[kernel]
pub fn block_f32(input: &[f32], out: &mut [f32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    let value = input[i];
    let at = i * 10;
    out[at] = block_reduce_sum(value);
    out[at + 1] = block_reduce_min(value);
    out[at + 2] = block_reduce_max(value);
    out[at + 3] = block_inclusive_sum(value);
    out[at + 4] = block_exclusive_sum(value);
    out[at + 5] = block_inclusive_min(value);
    out[at + 6] = block_exclusive_min(value);
    out[at + 7] = block_inclusive_max(value);
    out[at + 8] = block_exclusive_max(value);
    out[at + 9] = block_reduce_sum(-value);
}

/// Every reduction and scan of `f64`: 10 results a thread.
#[kernel]
pub fn block_f64(input: &[f64], out: &mut [f64]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    let value = input[i];
    let at = i * 10;
    out[at] = block_reduce_sum(value);
    out[at + 1] = block_reduce_min(value);
    out[at + 2] = block_reduce_max(value);
    out[at + 3] = block_inclusive_sum(value);
    out[at + 4] = block_exclusive_sum(value);
    out[at + 5] = block_inclusive_min(value);
    out[at + 6] = block_exclusive_min(value);
    out[at + 7] = block_inclusive_max(value);
    out[at + 8] = block_exclusive_max(value);
    out[at + 9] = block_reduce_sum(-value);
}

/// Votes of the whole block.
#[kernel]
pub fn flags(input: &[i32], out: &mut [bool]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    let value = input[i];
    out[i * 2] = block_reduce_and(value > -7);
    let any = block_reduce_or(value == 7);
    if any {
        // All threads of the block come here.
        sync_threads();
        out[i * 2 + 1] = block_reduce_and(value < 7);
    }
}

/// Counts and votes at barriers, and flags of the whole grid.
#[kernel]
pub fn counted(input: &[i32], counts: &mut [i32], out: &mut [bool]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    let value = input[i];
    counts[i * 2] = sync_threads_count(value > 0);
    let many = sync_threads_count(value == 7) > 9;
    if many {
        // All threads of the block come here.
        counts[i * 2 + 1] = block_reduce_sum(value);
    }
    let at = i * 6;
    out[at] = sync_threads_and(value > -7);
    out[at + 1] = sync_threads_or(value == 7);
    out[at + 2] = block_reduce_xor(value > 3);
    out[at + 3] = grid_reduce_and(value > -8);
    out[at + 4] = grid_reduce_or(value > 9);
    out[at + 5] = grid_reduce_xor(value > 2);
}

/// Blocks of any shape: the order of sums is part of the meaning.
#[kernel]
pub fn ragged(input: &[f32], out: &mut [f32]) {
    let rank = (thread_idx_z() * block_dim_y() + thread_idx_y()) * block_dim_x() + thread_idx_x();
    let threads = block_dim_x() * block_dim_y() * block_dim_z();
    let block = (block_idx_z() * grid_dim_y() + block_idx_y()) * grid_dim_x() + block_idx_x();
    let i = (block * threads + rank) as usize;
    let value = input[i];
    out[i * 4] = block_reduce_sum(value);
    out[i * 4 + 1] = block_inclusive_sum(value);
    out[i * 4 + 2] = block_exclusive_sum(value);
    out[i * 4 + 3] = block_reduce_max(value) - block_exclusive_min(value);
}

/// Keeps the positive values of each block, in order: a scan decides who writes where.
#[kernel]
pub fn compact(input: &[i32], out: &mut [i32], counts: &mut [i32]) {
    let base = (block_idx_x() * block_dim_x()) as usize;
    let value = input[base + thread_idx_x() as usize];
    let keep = value > 0;
    let place = block_exclusive_sum(keep as i32);
    if keep {
        out[base + place as usize] = value;
    }
    let count = block_reduce_sum(keep as i32);
    if thread_idx_x() == 0 {
        counts[block_idx_x() as usize] = count;
    }
}
