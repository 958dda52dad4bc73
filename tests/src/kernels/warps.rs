//! What the lanes of a warp do together, for every type that they can exchange.

use ringkernel_rt::prelude::*;

/// All lanes.
const ALL: u32 = 0xffff_ffff;

/// Every exchange and reduction of `i32`: 16 results a thread.
#[kernel]
pub fn exchange_i32(input: &[i32], out: &mut [i32]) {
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

/// Every exchange and reduction of `u32`: 16 results a thread.
#[kernel]
pub fn exchange_u32(input: &[u32], out: &mut [u32]) {
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

/// Every exchange and reduction of `i64`: 16 results a thread.
#[kernel]
pub fn exchange_i64(input: &[i64], out: &mut [i64]) {
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

/// Every exchange and reduction of `u64`: 16 results a thread.
#[kernel]
pub fn exchange_u64(input: &[u64], out: &mut [u64]) {
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

/// Every exchange and reduction of `usize`: 16 results a thread.
#[kernel]
pub fn exchange_usize(input: &[usize], out: &mut [usize]) {
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

/// Every exchange and reduction of `f32`: 16 results a thread.
#[kernel]
pub fn exchange_f32(input: &[f32], out: &mut [f32]) {
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
    out[at + 9] = warp_reduce_min(ALL, value) + warp_reduce_max(ALL, value);
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
    out[at + 13] = warp_inclusive_sum(ALL, value) + warp_exclusive_sum(ALL, value);
    out[at + 14] = warp_inclusive_min(ALL, value) - warp_inclusive_max(ALL, value);
    let least = warp_exclusive_min(ALL, value);
    let greatest = warp_exclusive_max(ALL, value);
    out[at + 15] = if lane % 3 == 0 { greatest } else { least };
}

/// Every exchange and reduction of `f64`: 16 results a thread.
#[kernel]
pub fn exchange_f64(input: &[f64], out: &mut [f64]) {
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
    out[at + 9] = warp_reduce_min(ALL, value) + warp_reduce_max(ALL, value);
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
    out[at + 13] = warp_inclusive_sum(ALL, value) + warp_exclusive_sum(ALL, value);
    out[at + 14] = warp_inclusive_min(ALL, value) - warp_inclusive_max(ALL, value);
    let least = warp_exclusive_min(ALL, value);
    let greatest = warp_exclusive_max(ALL, value);
    out[at + 15] = if lane % 3 == 0 { greatest } else { least };
}

/// The reductions of bits of `i32`: 6 results a thread.
#[kernel]
pub fn bits_i32(input: &[i32], out: &mut [i32]) {
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

/// The reductions of bits of `u32`: 6 results a thread.
#[kernel]
pub fn bits_u32(input: &[u32], out: &mut [u32]) {
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

/// The reductions of bits of `i64`: 6 results a thread.
#[kernel]
pub fn bits_i64(input: &[i64], out: &mut [i64]) {
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

/// The reductions of bits of `u64`: 6 results a thread.
#[kernel]
pub fn bits_u64(input: &[u64], out: &mut [u64]) {
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

/// The reductions of bits of `usize`: 6 results a thread.
#[kernel]
pub fn bits_usize(input: &[usize], out: &mut [usize]) {
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

/// Votes, matches and who is there: 9 results a thread.
#[kernel]
pub fn votes(input: &[i32], wide: &[f64], out: &mut [u32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    let value = input[i];
    let at = i * 9;
    out[at] = warp_ballot(ALL, value > 0);
    out[at + 1] = ballot(ALL, value % 3 == 0);
    out[at + 2] = warp_all(ALL, value > -4) as u32 + 2 * warp_any(ALL, value > 4) as u32;
    out[at + 3] = warp_match_any(ALL, value);
    out[at + 4] = warp_match_any(ALL, wide[i]);
    // Who comes together is the GPU's affair, but the caller is always there.
    out[at + 5] = warp_active_mask() >> lane_id() & 1;
    if value > 0 {
        out[at + 6] = active_mask() >> lane_id() & 1;
    } else {
        out[at + 6] = 2 + (active_mask() >> lane_id() & 1);
    }
    out[at + 7] = (warp_size() + 100 * lane_id() + 10000 * warp_id()) as u32;
    sync_warp(ALL);
    out[at + 8] = warp_reduce_add(ALL, 1u32);
}

/// Lanes hand on through memory what others read after `sync_warp`.
#[kernel]
pub fn neighbours(input: &[i32], scratch: &mut [i32], out: &mut [i32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    let lane = lane_id();
    scratch[i] = input[i] * 3;
    sync_warp(ALL);
    let next = if lane < 31 { i + 1 } else { i - 31 };
    let other = scratch[next];
    sync_warp(ALL);
    scratch[i] = other + lane;
    out[i] = other;
}

/// A warp's own barrier in a block of two dimensions, and work of one warp only.
#[kernel]
pub fn ranks(out: &mut [i32]) {
    let rank = thread_idx_y() * block_dim_x() + thread_idx_x();
    let i = (block_idx_x() * block_dim_x() * block_dim_y() + rank) as usize;
    out[i] = lane_id() + 100 * warp_id();
    if warp_id() == 1 {
        out[i] = warp_reduce_add(ALL, rank);
    }
}

/// A sum over a device function that exchanges.
#[device]
fn sum_of_squares(mask: u32, x: f32) -> f32 {
    let mut sum = x * x;
    let mut step = 16;
    while step > 0 {
        sum += warp_shfl_xor(mask, sum, step);
        step /= 2;
    }
    sum
}

/// The usual reduction with shuffles, the last warp of a block being short.
#[kernel]
pub fn norms(input: &[f32], out: &mut [f32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    let inside = i < input.len();
    let mask = warp_ballot(ALL, inside);
    let value = if inside { input[i] } else { 0.0 };
    let norm = sum_of_squares(ALL, value);
    if inside {
        out[i] = norm + warp_reduce_min(mask, value);
    }
}

/// What the lanes that are there make of masks that name others too: 7 results of each type a thread.
#[device]
fn among(mask: u32, value: f32, whole: i64, i: usize, floats: &mut [f32], wholes: &mut [i64]) {
    let at = i * 7;
    floats[at] = warp_reduce_add(mask, value);
    floats[at + 1] = warp_reduce_min(mask, value);
    floats[at + 2] = warp_reduce_max(mask, value);
    floats[at + 3] = warp_inclusive_sum(mask, value);
    floats[at + 4] = warp_exclusive_sum(mask, value);
    floats[at + 5] = warp_inclusive_min(mask, value);
    floats[at + 6] = warp_exclusive_max(mask, value);
    wholes[at] = warp_reduce_add(mask, whole) ^ warp_reduce_xor(mask, whole);
    wholes[at + 1] = warp_exclusive_sum(mask, whole) - warp_inclusive_max(mask, whole);
    // 32 bits have instructions of their own.
    wholes[at + 2] = warp_reduce_add(mask, whole as i32) as i64;
    wholes[at + 3] = warp_reduce_max(mask, whole as u32) as i64;
    wholes[at + 4] = warp_ballot(mask, whole > 0) as i64;
    let (same, agreed) = warp_match_all(mask, 5u32);
    wholes[at + 5] = warp_match_any(mask, same) as i64 + if agreed { same as i64 } else { -1 };
    let (same, agreed) = warp_match_all(mask, i as u32 / 31);
    wholes[at + 6] = if agreed {
        same as i64
    } else {
        -1 - same as i64
    };
}

/// A block's last warp lacks lanes that the mask names.
#[kernel]
pub fn lacking(input: &[f32], floats: &mut [f32], wholes: &mut [i64]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    let value = input[i];
    among(ALL, value, (value * 100.0) as i64, i, floats, wholes);
}

/// Lanes that the mask names have returned: of each warp those whose value is below the bound, down to all.
#[kernel]
pub fn gone(input: &[f32], bound: f32, floats: &mut [f32], wholes: &mut [i64]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    let mask = warp_ballot(ALL, true);
    let value = input[i];
    if value < bound {
        return;
    }
    among(mask, value, (value * 100.0) as i64, i, floats, wholes);
}

/// The same, and a mask that names every lane that a warp may have.
#[kernel]
pub fn gone_of_all(input: &[f32], mask: u32, floats: &mut [f32], wholes: &mut [i64]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i % 3 == 1 {
        return;
    }
    let value = input[i];
    among(mask, value, (value * 100.0) as i64, i, floats, wholes);
}
