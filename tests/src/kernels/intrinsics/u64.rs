//! Functions and methods of u64.
#![expect(clippy::all, clippy::pedantic, reason = "every spelling is wanted")]

use ringkernel_rt::prelude::*;

/// Arithmetic and bits.
#[kernel]
pub fn values_u64(a: &[u64], b: &[u64], out: &mut [u64]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= a.len() {
        return;
    }
    let x = a[i];
    let y = b[i];
    let n = y as u32;
    let d = if y == 0 { 3 } else { y };
    let base = i * 32;
    out[base] = x.wrapping_add(y);
    out[base + 1] = x.wrapping_sub(y);
    out[base + 2] = x.wrapping_mul(y);
    out[base + 3] = x.wrapping_neg();
    out[base + 4] = x.wrapping_shl(n);
    out[base + 5] = x.wrapping_shr(n);
    out[base + 6] = x.wrapping_div(d);
    out[base + 7] = x.wrapping_rem(d);
    out[base + 8] = x.wrapping_div_euclid(d);
    out[base + 9] = x.wrapping_rem_euclid(d);
    out[base + 10] = x.wrapping_pow(n & 15);
    out[base + 11] = (x & 3).pow(2);
    out[base + 12] = x.saturating_add(y);
    out[base + 13] = x.saturating_sub(y);
    out[base + 14] = x.saturating_mul(y);
    out[base + 15] = x.saturating_div(d);
    out[base + 16] = x.saturating_pow(n & 15);
    out[base + 17] = x.min(y);
    out[base + 18] = min(x, y);
    out[base + 19] = x.max(y);
    out[base + 20] = max(x, y);
    out[base + 21] = x.reverse_bits();
    out[base + 22] = reverse_bits(x);
    out[base + 23] = brev(x);
    out[base + 24] = x.swap_bytes();
    out[base + 25] = x.rotate_left(n);
    out[base + 26] = x.rotate_right(n);
    out[base + 27] = x.div_euclid(d);
    out[base + 28] = x.rem_euclid(d);
    out[base + 29] = x.div_ceil(d);
    out[base + 30] = (x / 2).next_multiple_of(d / 2 + 1);
    out[base + 31] = (x / 2).next_power_of_two();
}

/// Counts and tests.
#[kernel]
pub fn counts_u64(a: &[u64], b: &[u64], out: &mut [u64]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= a.len() {
        return;
    }
    let x = a[i];
    let y = b[i];
    let base = i * 17;
    out[base] = x.count_ones() as u64;
    out[base + 1] = count_ones(x) as u64;
    out[base + 2] = popc(x) as u64;
    out[base + 3] = popcount(y) as u64;
    out[base + 4] = x.count_zeros() as u64;
    out[base + 5] = x.leading_zeros() as u64;
    out[base + 6] = leading_zeros(x) as u64;
    out[base + 7] = clz(x) as u64;
    out[base + 8] = x.leading_ones() as u64;
    out[base + 9] = x.trailing_zeros() as u64;
    out[base + 10] = trailing_zeros(x) as u64;
    out[base + 11] = ctz(x) as u64;
    out[base + 12] = x.trailing_ones() as u64;
    out[base + 13] = x.ffs() as u64;
    out[base + 14] = ffs(x) as u64;
    out[base + 15] = x.abs_diff(y) as u64;
    out[base + 16] = x.is_power_of_two() as u64;
}
