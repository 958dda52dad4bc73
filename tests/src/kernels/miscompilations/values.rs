//! Types, literals, operators, methods.
#![expect(
    unused_parens,
    clippy::precedence,
    clippy::nonminimal_bool,
    clippy::approx_constant,
    clippy::manual_clamp,
    reason = "the construct is what is tested"
)]

use ringkernel_rt::prelude::*;

use super::thread;

/// The type that a `let` states.
#[kernel]
pub fn m07_stated_types(x: &[i32], y: &mut [u64]) {
    let i = thread();
    if i >= x.len() {
        return;
    }
    let wide: u64 = 3_000_000_000;
    let single: f32 = 16_777_217.0;
    let double: f64 = 16_777_217.0;
    let byte: u8 = 200;
    let sum: u64 = wide * 4 + single as u64 + double as u64;
    let wrapped: u8 = byte.wrapping_add(x[i] as u8);
    y[i] = sum + wrapped as u64;
}

/// An element of several fields.
#[derive(Clone, Copy, Debug, PartialEq, GpuType)]
pub struct Record {
    /// Beyond 32 bits.
    pub key: u64,
    /// Beyond 24 bits.
    pub weight: f64,
}

/// Elements keep their type in a variable.
#[kernel]
pub fn m08_elements_keep_their_type(narrow: &[u32], x: &[Record], y: &mut [Record]) {
    let i = thread();
    if i >= x.len() {
        return;
    }
    let n = narrow[i];
    let record = x[i];
    let key = record.key;
    let weight = x[i].weight;
    y[i] = Record {
        key: key ^ n as u64,
        weight: weight * 3.0,
    };
}

/// What `as` gives.
#[kernel]
pub fn m09_casts(x: &[f64], y: &mut [i64]) {
    let i = thread();
    if i >= x.len() {
        return;
    }
    let whole = x[i] as i64;
    let back = whole as f64;
    let size = (whole as u32) as usize + 5_000_000_000;
    let low = whole as i32;
    let unsigned = low as u64;
    y[i] = (size as i64).wrapping_add(unsigned as i64) ^ (back as i64) ^ low as i64;
}

/// Indices beyond what a float holds.
#[kernel]
pub fn m10_index_arithmetic(x: &[i32], y: &mut [i32]) {
    let i = thread();
    if i >= x.len() {
        return;
    }
    let (width, height) = (1013, 1019);
    let (x, y_at, z) = (x[i] % width, x[i] / width % height, x[i] / width / height);
    let at = (z * height + y_at) * width + x;
    let next = (at + 1);
    let below = -next;
    let flipped = !below;
    y[i] = at ^ next ^ below ^ flipped
}

/// Fields whose names say nothing about their types.
#[derive(Clone, Copy, Debug, PartialEq, GpuType)]
pub struct Named {
    /// No integer.
    pub count: f64,
    /// No float.
    pub threshold: i64,
    /// Not 64 bits.
    pub account_id: i32,
    /// No byte.
    pub fee_pct: f32,
}

/// Names of variables say nothing about their types either.
#[kernel]
pub fn m11_names_are_only_names(transactions: &[Named], alerts: &mut [Named]) {
    let idx = thread();
    if idx >= transactions.len() {
        return;
    }
    let transaction = &transactions[idx];
    let count = transaction.count * 0.25;
    let threshold = transaction.threshold * 3;
    let n = transaction.fee_pct + 0.5;
    let profile = &mut alerts[idx];
    profile.count = count;
    profile.threshold = threshold;
    profile.account_id = -transaction.account_id;
    profile.fee_pct = n;
}

/// Rust's precedence of `& | ^` and comparisons.
#[kernel]
pub fn m12_precedence(x: &[i32], y: &mut [i32]) {
    let i = thread();
    if i >= x.len() {
        return;
    }
    let (a, b) = (x[i], 12);
    let mut bits = 0;
    if a & b == 4 {
        bits |= 1;
    }
    if a | b == 13 {
        bits |= 2;
    }
    if a ^ b < 7 {
        bits |= 4;
    }
    y[i] = bits | (1 + a & 3) << 3 | (a << 1 & b) << 5
}

/// `!` of integers and of flags.
#[kernel]
pub fn m13_not(x: &[i32], y: &mut [i64]) {
    let i = thread();
    if i >= x.len() {
        return;
    }
    let inverted = !x[i];
    let byte = !(x[i] as u8);
    let wide = !(x[i] as u64);
    let flag = !(x[i] > 0);
    y[i] = inverted as i64 ^ (byte as i64) << 3 ^ wide as i64 ^ flag as i64
}

/// Literals take the type of their surroundings.
#[kernel]
pub fn m14_double_literals(x: &[f64], y: &mut [f64]) {
    let i = thread();
    if i >= x.len() {
        return;
    }
    let third = 1.0 / 3.0;
    y[i] = x[i] * 0.1 + third * 1e-3 - 3.141592653589793
}

/// Suffixes, separators and bases of literals.
#[kernel]
pub fn m15_spellings_of_literals(x: &[u32], y: &mut [u64]) {
    let i = thread();
    if i >= x.len() {
        return;
    }
    let a = x[i] ^ 1u32;
    let b = 0xFFu64 + 0xdead_beef_u64;
    let c = 1_000 + 0o17 + 0b1010_0101;
    let d = 1e3f32 + 2_000.5_f32;
    let e = b'A' as u64 + 300usize as u64;
    y[i] = (a as u64 ^ b) + c + d as u64 + e
}

/// `min`, `max`, `abs`, powers by type.
#[kernel]
pub fn m16_methods_by_type(x: &[i64], y: &mut [i64], z: &mut [f64]) {
    let i = thread();
    if i >= x.len() {
        return;
    }
    let n = x[i];
    let limit = (1 << 53) + 1;
    y[i] = n.min(limit) ^ n.max(-limit) ^ (n / 2).abs() ^ (n % 1000).pow(3);
    let f = n as f64;
    z[i] = f.min(1e300).max(-1e300).abs() + (f / 1e18).powi(2)
}

/// Zeros at the end, of 0 too.
#[kernel]
pub fn m17_trailing_zeros(x: &[u32], y: &mut [u32]) {
    let i = thread();
    if i >= x.len() {
        return;
    }
    let n = x[i];
    y[i] = n.trailing_zeros() + 100 * (n << 3).trailing_zeros() + 10_000 * ctz(n & 0xff00)
}

/// Bits of 64-bit integers.
#[kernel]
pub fn m18_bits_of_u64(x: &[u64], y: &mut [u64]) {
    let i = thread();
    if i >= x.len() {
        return;
    }
    let n = x[i];
    let counts = n.leading_zeros() + 100 * n.count_ones() + 10_000 * (n >> 20).leading_zeros();
    y[i] = n.reverse_bits() ^ counts as u64 ^ n.rotate_left(17)
}

/// Methods of f64 and f32.
#[kernel]
pub fn m19_methods_of_floats(x: &[f64], y: &mut [f64]) {
    let i = thread();
    if i >= x.len() {
        return;
    }
    let v = x[i];
    let mut sum = v.recip() + v.signum() + v.abs().sqrt() + v.max(-1.5).min(2.5);
    // NaN stays NaN here, unlike through `max`.
    sum += v.clamp(-1.5, 2.5) * 0.25;
    if v.is_sign_negative() {
        sum += v.to_radians();
    }
    let single = v as f32;
    y[i] = sum + (single.signum() * single.recip().max(-0.1).min(0.1)) as f64
}

/// The remainder of floats.
#[kernel]
pub fn m25_float_remainder(x: &[f64], y: &mut [f64]) {
    let i = thread();
    if i >= x.len() {
        return;
    }
    let single = (x[i] as f32) % 0.7;
    let mut rest = x[i] % 2.5;
    rest %= 1.1;
    y[i] = rest + single as f64
}

/// Overflow wraps, shifts take the amount modulo the width, `as` saturates.
#[kernel]
pub fn m26_overflow(x: &[i32], f: &[f32], y: &mut [i32]) {
    let i = thread();
    if i >= x.len() {
        return;
    }
    let n = x[i];
    let sum = (n + i32::MAX) * n - i32::MIN;
    let by = n & 63;
    let shifted = n << n ^ (n - 7) >> by;
    let narrow =
        (n as i16 * n as i16) as i32 ^ (n as u8 + 200u8) as i32 ^ ((-(n as i8)) as i32) << 8;
    let unsigned = n as u32 - 5;
    let wide = ((n as i64) << 33) * 3 + (n as i64 * i64::MAX);
    let called = n.wrapping_add(i32::MAX).wrapping_mul(n) ^ n.wrapping_shl(n as u32);
    let cut = f[i] as i32 ^ f[i] as u8 as i32 ^ f[i] as u32 as i32;
    let signs = -n ^ n.wrapping_neg() ^ n.wrapping_abs();
    y[i] = sum ^ shifted ^ narrow ^ unsigned as i32 ^ (wide >> 31) as i32 ^ called ^ cut ^ signs
}

/// The size of a warp is a call.
#[kernel]
pub fn m27_warp_size(x: &[i32], y: &mut [i32]) {
    let i = thread();
    if i < x.len() {
        y[i] = x[i] % warp_size() + x[i] / warp_size() % 1000 * 1000
    }
}

/// Hints to caches exist, and change nothing.
#[kernel]
pub fn m28_prefetch(x: &[f32], y: &mut [f32]) {
    let i = thread();
    if i >= x.len() {
        return;
    }
    let next = (i + 1) % x.len();
    prefetch_l1(&x[next]);
    prefetch_l2(&x[x.len() - 1 - i]);
    y[i] = x[i] + x[next]
}

/// Reductions over a block.
#[kernel]
pub fn m29_block_reductions(x: &[i32], y: &mut [i32]) {
    let i = thread();
    let value = if i < x.len() { x[i] % 1000 } else { 0 };
    let sum = block_reduce_sum(value);
    let largest = block_reduce_max(value);
    let before = block_exclusive_sum(value);
    if i < x.len() {
        y[i] = sum * 3 + largest - before
    }
}
