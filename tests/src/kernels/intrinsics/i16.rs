//! Functions and methods of i16.
#![expect(clippy::all, clippy::pedantic, reason = "every spelling is wanted")]

use ringkernel_rt::prelude::*;

/// Arithmetic and bits.
#[kernel]
pub fn values_i16(a: &[i16], b: &[i16], out: &mut [i16]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= a.len() {
        return;
    }
    let x = a[i];
    let y = b[i];
    let n = y as u32;
    let d = if y == 0 { 3 } else { y };
    let base = i * 35;
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
    out[base + 27] = if d == -1 { 0 } else { x.div_euclid(d) };
    out[base + 28] = if d == -1 { 0 } else { x.rem_euclid(d) };
    out[base + 29] = x.wrapping_abs();
    out[base + 30] = x.saturating_neg();
    out[base + 31] = x.saturating_abs();
    out[base + 32] = x.signum();
    out[base + 33] = x.max(i16::MIN + 1).abs();
    out[base + 34] = abs(x);
}

/// Counts and tests.
#[kernel]
pub fn counts_i16(a: &[i16], b: &[i16], out: &mut [u64]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= a.len() {
        return;
    }
    let x = a[i];
    let y = b[i];
    let base = i * 19;
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
    out[base + 16] = x.unsigned_abs() as u64;
    out[base + 17] = x.is_positive() as u64;
    out[base + 18] = x.is_negative() as u64;
}

/// What fails with an `Option`, a flag or a panic.
#[kernel]
pub fn checked_i16(a: &[i16], b: &[i16], out: &mut [i16]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= a.len() {
        return;
    }
    let x = a[i];
    let y = b[i];
    let n = y as u32;
    let d = if y == 0 { 3 } else { y };
    let base = i * 31;
    out[base] = match x.checked_add(y) { Some(v) => v, None => 85 };
    out[base + 1] = { let (v, over) = x.overflowing_add(y); v ^ over as i16 };
    out[base + 2] = match x.checked_sub(y) { Some(v) => v, None => 85 };
    out[base + 3] = { let (v, over) = x.overflowing_sub(y); v ^ over as i16 };
    out[base + 4] = match x.checked_mul(y) { Some(v) => v, None => 85 };
    out[base + 5] = { let (v, over) = x.overflowing_mul(y); v ^ over as i16 };
    out[base + 6] = match x.checked_neg() { Some(v) => v, None => 85 };
    out[base + 7] = { let (v, over) = x.overflowing_neg(); v ^ over as i16 };
    out[base + 8] = match x.checked_abs() { Some(v) => v, None => 85 };
    out[base + 9] = { let (v, over) = x.overflowing_abs(); v ^ over as i16 };
    out[base + 10] = match x.checked_pow(n & 7) { Some(v) => v, None => 85 };
    out[base + 11] = { let (v, over) = x.overflowing_pow(n & 15); v ^ over as i16 };
    out[base + 12] = i16::checked_pow(x & 3, n).unwrap_or(x);
    out[base + 13] = match x.checked_shl(n & 127) { Some(v) => v, None => 85 };
    out[base + 14] = { let (v, over) = x.overflowing_shl(n & 127); v ^ over as i16 };
    out[base + 15] = match x.checked_shr(n & 127) { Some(v) => v, None => 85 };
    out[base + 16] = { let (v, over) = x.overflowing_shr(n & 127); v ^ over as i16 };
    out[base + 17] = match x.checked_div(y) { Some(v) => v, None => 85 };
    out[base + 18] = { let (v, over) = x.overflowing_div(d); v ^ over as i16 };
    out[base + 19] = match x.checked_rem(y) { Some(v) => v, None => 85 };
    out[base + 20] = { let (v, over) = x.overflowing_rem(d); v ^ over as i16 };
    out[base + 21] = match x.checked_div_euclid(y) { Some(v) => v, None => 85 };
    out[base + 22] = { let (v, over) = x.overflowing_div_euclid(d); v ^ over as i16 };
    out[base + 23] = match x.checked_rem_euclid(y) { Some(v) => v, None => 85 };
    out[base + 24] = { let (v, over) = x.overflowing_rem_euclid(d); v ^ over as i16 };
    out[base + 25] = (if x <= 0 { 1 } else { x }).ilog2() as i16;
    out[base + 26] = match x.checked_ilog2() { Some(v) => v as i16, None => 85 };
    out[base + 27] = (if x <= 0 { 1 } else { x }).ilog10() as i16;
    out[base + 28] = match x.checked_ilog10() { Some(v) => v as i16, None => 85 };
    out[base + 29] = (if x <= 0 { 1 } else { x }).isqrt();
    out[base + 30] = match x.checked_isqrt() { Some(v) => v, None => 85 };
}
