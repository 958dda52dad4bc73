//! What threads do together, on the types that `warps`, `blocks` and `grids` leave out.

use ringkernel_rt::prelude::*;

/// All lanes.
const ALL: u32 = 0xffff_ffff;

/// Every exchange and reduction of `isize`: 16 results a thread.
#[kernel]
pub fn exchange_isize(input: &[isize], out: &mut [isize]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    let lane = lane_id();
    let value = input[i];
    let at = i * 16;
    out[at] = warp_shfl(ALL, value, 7);
    out[at + 1] = warp_shuffle(ALL, value, lane * 3 - 40);
    out[at + 2] = warp_shfl_up(ALL, value, 5);
    out[at + 3] = warp_shuffle_up(ALL, value, 40);
    out[at + 4] = warp_shfl_down(ALL, value, lane as u32);
    out[at + 5] = warp_shuffle_down(ALL, value, 0xffff_ffff);
    out[at + 6] = warp_shfl_xor(ALL, value, 9);
    out[at + 7] = warp_shuffle_xor(ALL, value, -1);
    out[at + 8] = warp_reduce_add(ALL, value);
    out[at + 9] = warp_reduce_min(ALL, value).wrapping_add(warp_reduce_max(ALL, value));
    let odd = warp_ballot(ALL, lane % 2 == 1 || lane > 20);
    if lane % 2 == 1 || lane > 20 {
        out[at + 10] = warp_reduce_add(odd, value);
        out[at + 11] = warp_shfl(odd, value, lane + 1);
        out[at + 12] = warp_inclusive_sum(odd, value);
    } else {
        out[at + 10] = warp_reduce_max(!odd, value);
        out[at + 11] = warp_reduce_min(!odd, value);
        out[at + 12] = warp_exclusive_sum(!odd, value);
    }
    out[at + 13] = warp_inclusive_sum(ALL, value).wrapping_add(warp_exclusive_sum(ALL, value));
    out[at + 14] = warp_inclusive_min(ALL, value).wrapping_sub(warp_inclusive_max(ALL, value));
    let least = warp_exclusive_min(ALL, value);
    let greatest = warp_exclusive_max(ALL, value);
    out[at + 15] = if lane % 3 == 0 { greatest } else { least };
}

/// The reductions of bits of `isize`: 6 results a thread.
#[kernel]
pub fn bits_isize(input: &[isize], out: &mut [isize]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    let value = input[i];
    out[i * 6] = warp_reduce_and(ALL, value);
    out[i * 6 + 1] = warp_reduce_or(ALL, value);
    out[i * 6 + 2] = warp_reduce_xor(ALL, value);
    let upper = warp_ballot(ALL, lane_id() >= 24);
    if lane_id() >= 24 {
        out[i * 6 + 3] = warp_reduce_and(upper, value);
        out[i * 6 + 4] = warp_reduce_or(upper, value);
        out[i * 6 + 5] = warp_reduce_xor(upper, value);
    }
}

/// Every reduction and scan of `isize`: 11 results a thread.
#[kernel]
pub fn block_isize(input: &[isize], out: &mut [isize]) {
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

/// Equal `i32` of a warp, and reductions and scans of a grid: 12 results a thread.
#[kernel]
pub fn equal_i32(input: &[i32], masks: &mut [u32], out: &mut [i32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    let value = input[i];
    masks[i * 2] = warp_match_any(ALL, value);
    let (mask, same) = warp_match_all(ALL, if i < 64 { input[0] } else { value });
    masks[i * 2 + 1] = mask ^ same as u32;
    let at = i * 12;
    out[at] = grid_reduce_sum(value);
    out[at + 1] = grid_reduce_min(value);
    out[at + 2] = grid_reduce_max(value);
    out[at + 3] = grid_inclusive_sum(value);
    out[at + 4] = grid_exclusive_sum(value);
    out[at + 5] = grid_inclusive_min(value);
    out[at + 6] = grid_exclusive_min(value);
    out[at + 7] = grid_inclusive_max(value);
    out[at + 8] = grid_exclusive_max(value);
    out[at + 9] = grid_reduce_and(value);
    out[at + 10] = grid_reduce_or(value);
    out[at + 11] = grid_reduce_xor(value);
}

/// Equal `u32` of a warp, and reductions and scans of a grid: 12 results a thread.
#[kernel]
pub fn equal_u32(input: &[u32], masks: &mut [u32], out: &mut [u32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    let value = input[i];
    masks[i * 2] = warp_match_any(ALL, value);
    let (mask, same) = warp_match_all(ALL, if i < 64 { input[0] } else { value });
    masks[i * 2 + 1] = mask ^ same as u32;
    let at = i * 12;
    out[at] = grid_reduce_sum(value);
    out[at + 1] = grid_reduce_min(value);
    out[at + 2] = grid_reduce_max(value);
    out[at + 3] = grid_inclusive_sum(value);
    out[at + 4] = grid_exclusive_sum(value);
    out[at + 5] = grid_inclusive_min(value);
    out[at + 6] = grid_exclusive_min(value);
    out[at + 7] = grid_inclusive_max(value);
    out[at + 8] = grid_exclusive_max(value);
    out[at + 9] = grid_reduce_and(value);
    out[at + 10] = grid_reduce_or(value);
    out[at + 11] = grid_reduce_xor(value);
}

/// Equal `i64` of a warp, and reductions and scans of a grid: 12 results a thread.
#[kernel]
pub fn equal_i64(input: &[i64], masks: &mut [u32], out: &mut [i64]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    let value = input[i];
    masks[i * 2] = warp_match_any(ALL, value);
    let (mask, same) = warp_match_all(ALL, if i < 64 { input[0] } else { value });
    masks[i * 2 + 1] = mask ^ same as u32;
    let at = i * 12;
    out[at] = grid_reduce_sum(value);
    out[at + 1] = grid_reduce_min(value);
    out[at + 2] = grid_reduce_max(value);
    out[at + 3] = grid_inclusive_sum(value);
    out[at + 4] = grid_exclusive_sum(value);
    out[at + 5] = grid_inclusive_min(value);
    out[at + 6] = grid_exclusive_min(value);
    out[at + 7] = grid_inclusive_max(value);
    out[at + 8] = grid_exclusive_max(value);
    out[at + 9] = grid_reduce_and(value);
    out[at + 10] = grid_reduce_or(value);
    out[at + 11] = grid_reduce_xor(value);
}

/// Equal `u64` of a warp, and reductions and scans of a grid: 12 results a thread.
#[kernel]
pub fn equal_u64(input: &[u64], masks: &mut [u32], out: &mut [u64]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    let value = input[i];
    masks[i * 2] = warp_match_any(ALL, value);
    let (mask, same) = warp_match_all(ALL, if i < 64 { input[0] } else { value });
    masks[i * 2 + 1] = mask ^ same as u32;
    let at = i * 12;
    out[at] = grid_reduce_sum(value);
    out[at + 1] = grid_reduce_min(value);
    out[at + 2] = grid_reduce_max(value);
    out[at + 3] = grid_inclusive_sum(value);
    out[at + 4] = grid_exclusive_sum(value);
    out[at + 5] = grid_inclusive_min(value);
    out[at + 6] = grid_exclusive_min(value);
    out[at + 7] = grid_inclusive_max(value);
    out[at + 8] = grid_exclusive_max(value);
    out[at + 9] = grid_reduce_and(value);
    out[at + 10] = grid_reduce_or(value);
    out[at + 11] = grid_reduce_xor(value);
}

/// Equal `isize` of a warp, and reductions and scans of a grid: 12 results a thread.
#[kernel]
pub fn equal_isize(input: &[isize], masks: &mut [u32], out: &mut [isize]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    let value = input[i];
    masks[i * 2] = warp_match_any(ALL, value);
    let (mask, same) = warp_match_all(ALL, if i < 64 { input[0] } else { value });
    masks[i * 2 + 1] = mask ^ same as u32;
    let at = i * 12;
    out[at] = grid_reduce_sum(value);
    out[at + 1] = grid_reduce_min(value);
    out[at + 2] = grid_reduce_max(value);
    out[at + 3] = grid_inclusive_sum(value);
    out[at + 4] = grid_exclusive_sum(value);
    out[at + 5] = grid_inclusive_min(value);
    out[at + 6] = grid_exclusive_min(value);
    out[at + 7] = grid_inclusive_max(value);
    out[at + 8] = grid_exclusive_max(value);
    out[at + 9] = grid_reduce_and(value);
    out[at + 10] = grid_reduce_or(value);
    out[at + 11] = grid_reduce_xor(value);
}

/// Equal `usize` of a warp, and reductions and scans of a grid: 12 results a thread.
#[kernel]
pub fn equal_usize(input: &[usize], masks: &mut [u32], out: &mut [usize]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    let value = input[i];
    masks[i * 2] = warp_match_any(ALL, value);
    let (mask, same) = warp_match_all(ALL, if i < 64 { input[0] } else { value });
    masks[i * 2 + 1] = mask ^ same as u32;
    let at = i * 12;
    out[at] = grid_reduce_sum(value);
    out[at + 1] = grid_reduce_min(value);
    out[at + 2] = grid_reduce_max(value);
    out[at + 3] = grid_inclusive_sum(value);
    out[at + 4] = grid_exclusive_sum(value);
    out[at + 5] = grid_inclusive_min(value);
    out[at + 6] = grid_exclusive_min(value);
    out[at + 7] = grid_inclusive_max(value);
    out[at + 8] = grid_exclusive_max(value);
    out[at + 9] = grid_reduce_and(value);
    out[at + 10] = grid_reduce_or(value);
    out[at + 11] = grid_reduce_xor(value);
}

/// Equal `f32` of a warp, and reductions and scans of a grid: 9 results a thread.
#[kernel]
pub fn equal_f32(input: &[f32], masks: &mut [u32], out: &mut [f32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    let value = input[i];
    masks[i * 2] = warp_match_any(ALL, value);
    let (mask, same) = warp_match_all(ALL, if i < 64 { input[0] } else { value });
    masks[i * 2 + 1] = mask ^ same as u32;
    let at = i * 12;
    out[at] = grid_reduce_sum(value);
    out[at + 1] = grid_reduce_min(value);
    out[at + 2] = grid_reduce_max(value);
    out[at + 3] = grid_inclusive_sum(value);
    out[at + 4] = grid_exclusive_sum(value);
    out[at + 5] = grid_inclusive_min(value);
    out[at + 6] = grid_exclusive_min(value);
    out[at + 7] = grid_inclusive_max(value);
    out[at + 8] = grid_exclusive_max(value);
}

/// Equal `f64` of a warp, and reductions and scans of a grid: 9 results a thread.
#[kernel]
pub fn equal_f64(input: &[f64], masks: &mut [u32], out: &mut [f64]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    let value = input[i];
    masks[i * 2] = warp_match_any(ALL, value);
    let (mask, same) = warp_match_all(ALL, if i < 64 { input[0] } else { value });
    masks[i * 2 + 1] = mask ^ same as u32;
    let at = i * 12;
    out[at] = grid_reduce_sum(value);
    out[at + 1] = grid_reduce_min(value);
    out[at + 2] = grid_reduce_max(value);
    out[at + 3] = grid_inclusive_sum(value);
    out[at + 4] = grid_exclusive_sum(value);
    out[at + 5] = grid_inclusive_min(value);
    out[at + 6] = grid_exclusive_min(value);
    out[at + 7] = grid_inclusive_max(value);
    out[at + 8] = grid_exclusive_max(value);
}

/// Where each cell is.
#[stencil]
pub fn place(fresh: &mut [i32], pos: GridPos) {
    let above = pos.x() * 1_000_000 + pos.y() * 10_000 + pos.z() * 100;
    fresh[pos.idx()] = above + pos.width() * 16 + pos.height() * 4 + pos.depth();
}
