//! Arithmetic, comparison, logic, bits and shifts, with operands at the edges.
#![expect(
    clippy::precedence,
    clippy::manual_checked_ops,
    clippy::neg_cmp_op_on_partial_ord,
    reason = "such code must work too"
)]

use ringkernel_rt::prelude::*;

/// `+ - *` and negation beyond the range, shifts beyond the width, and bit operations on i32.
#[kernel]
pub fn int32(a: &[i32], b: &[i32], out: &mut [i32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= a.len() {
        return;
    }
    let x = a[i];
    let y = b[i];
    let base = i * 12;
    out[base] = x + y;
    out[base + 1] = x - y;
    out[base + 2] = x * y;
    out[base + 3] = x & y;
    out[base + 4] = x | y;
    out[base + 5] = x ^ y;
    out[base + 6] = !x;
    out[base + 7] = x << y;
    out[base + 8] = x >> y;
    out[base + 9] = -x;
    out[base + 10] = x.min(y);
    out[base + 11] = x.max(y);
}

/// The same on u32, with rotations and counts.
#[kernel]
pub fn uint32(a: &[u32], b: &[u32], out: &mut [u32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= a.len() {
        return;
    }
    let x = a[i];
    let y = b[i];
    let base = i * 12;
    out[base] = x + y;
    out[base + 1] = x - y;
    out[base + 2] = x * y;
    out[base + 3] = x & y | x ^ y;
    out[base + 4] = x << y;
    out[base + 5] = x >> y;
    out[base + 6] = x.rotate_left(y);
    out[base + 7] = x.rotate_right(y);
    out[base + 8] = x.count_ones();
    out[base + 9] = x.leading_zeros();
    out[base + 10] = x.trailing_zeros();
    out[base + 11] = if y != 0 { x / y + x % y } else { !0 };
}

/// 64-bit integers, signed.
#[kernel]
pub fn int64(a: &[i64], b: &[i64], out: &mut [i64]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= a.len() {
        return;
    }
    let x = a[i];
    let y = b[i];
    let base = i * 8;
    out[base] = x + y;
    out[base + 1] = x - y;
    out[base + 2] = x * y;
    out[base + 3] = x << y;
    out[base + 4] = x >> y;
    out[base + 5] = if y != 0 && y != -1 { x / y } else { 0 };
    out[base + 6] = if y != 0 && y != -1 { x % y } else { 0 };
    out[base + 7] = (x.leading_zeros() * 1000 + x.trailing_zeros() * 10 + x.count_ones()) as i64;
}

/// 64-bit integers, unsigned, and usize beside them.
#[kernel]
pub fn uint64(a: &[u64], b: &[u64], out: &mut [u64]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= a.len() {
        return;
    }
    let x = a[i];
    let y = b[i];
    let base = i * 6;
    out[base] = (x + y) ^ (x * y) ^ (x - y);
    out[base + 1] = x.rotate_left(13) ^ y.rotate_right(7);
    out[base + 2] = if y != 0 { x / y } else { 1 };
    out[base + 3] = if y != 0 { x % y } else { 2 };
    out[base + 4] = (x as usize + i) as u64 ^ (x << y) ^ (x >> y);
    out[base + 5] = x >> 1 << 1;
}

/// f32 `+ - * /`, `sqrt`, and what needs no rounding of its own.
#[kernel]
pub fn float32(a: &[f32], b: &[f32], out: &mut [f32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= a.len() {
        return;
    }
    let x = a[i];
    let y = b[i];
    let base = i * 12;
    out[base] = x + y;
    out[base + 1] = x - y;
    out[base + 2] = x * y;
    out[base + 3] = x / y;
    out[base + 4] = x.sqrt();
    out[base + 5] = x * y + x;
    out[base + 6] = x.mul_add(y, x);
    out[base + 7] = x.floor() + y.ceil();
    out[base + 8] = x.round() - y.trunc();
    out[base + 9] = x.abs().copysign(y);
    out[base + 10] = -x;
    out[base + 11] = x % y;
}

/// The same on f64.
#[kernel]
pub fn float64(a: &[f64], b: &[f64], out: &mut [f64]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= a.len() {
        return;
    }
    let x = a[i];
    let y = b[i];
    let base = i * 8;
    out[base] = x + y * 0.1;
    out[base + 1] = x - y;
    out[base + 2] = x * y + x;
    out[base + 3] = x / y;
    out[base + 4] = x.abs().sqrt();
    out[base + 5] = x.mul_add(y, -x);
    out[base + 6] = x.floor() - y.round();
    out[base + 7] = x % y;
}

/// Comparisons and logic on every type; one bit of the result each.
#[kernel]
pub fn compare(a: &[f32], b: &[f32], p: &[i32], q: &[i32], out: &mut [u32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= a.len() {
        return;
    }
    let x = a[i];
    let y = b[i];
    let m = p[i];
    let n = q[i];
    let mut bits = 0u32;
    if x < y {
        bits |= 1;
    }
    if x <= y {
        bits |= 2;
    }
    if x > y {
        bits |= 4;
    }
    if x >= y {
        bits |= 8;
    }
    if x == y {
        bits |= 16;
    }
    if x != y {
        bits |= 32;
    }
    if m < n {
        bits |= 64;
    }
    if (m as u32) < n as u32 {
        bits |= 128;
    }
    if m & 3 == n & 3 {
        bits |= 256;
    }
    if m == n || x.is_nan() && !(y < 1.0) {
        bits |= 512;
    }
    let less = m < n;
    let small = x < 1.0;
    if less ^ small {
        bits |= 1024;
    }
    if less & small | !less {
        bits |= 2048;
    }
    if less == small {
        bits |= 4096;
    }
    if x.is_finite() != y.is_infinite() {
        bits |= 8192;
    }
    out[i] = bits;
}

/// Operator precedence where C's differs, and long chains.
#[kernel]
pub fn precedence(a: &[u32], out: &mut [u32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= a.len() {
        return;
    }
    let x = a[i];
    let y = x >> 3 & 7 | x << 2 ^ 5;
    let z = (x & 1 == 1) as u32 + (x | 6 != 6) as u32 * 2;
    let w = 100 - (x % 7 - (x % 7 & 1)) - 3;
    out[i] = y ^ z.wrapping_mul(31) ^ w << 16;
}

/// Shift amounts at and beyond the width: release mode takes them modulo the width.
#[kernel]
pub fn shifts(a: &[i64], by: &[u32], out: &mut [i64]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= a.len() {
        return;
    }
    let s = by[i];
    out[i] = (a[i] << s) ^ (a[i] >> s) ^ ((a[i] as u64 >> s) as i64);
}

/// `+ - *`, negation and shifts beyond range and width, on the integers that C computes as `int`, and on isize.
#[kernel]
pub fn narrow_overflow(a: &[i32], b: &[i32], out: &mut [i64]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= a.len() {
        return;
    }
    let base = i * 26;
    let n = b[i];
    let (x, y) = (a[i] as i8, b[i] as i8);
    out[base] = (x + y) as i64;
    out[base + 1] = (x - y) as i64;
    out[base + 2] = (x * y) as i64;
    out[base + 3] = (-x) as i64;
    out[base + 4] = (x << n) as i64;
    out[base + 5] = (x >> n) as i64;
    let (x, y) = (a[i] as u8, b[i] as u8);
    out[base + 6] = (x + y) as i64;
    out[base + 7] = (x - y) as i64;
    out[base + 8] = (x * y) as i64;
    out[base + 9] = (x << n) as i64;
    out[base + 10] = (x >> n) as i64;
    let (x, y) = (a[i] as i16, b[i] as i16);
    out[base + 11] = (x + y) as i64;
    out[base + 12] = (x - y) as i64;
    out[base + 13] = (x * y) as i64;
    out[base + 14] = (-x) as i64;
    out[base + 15] = (x << n) as i64;
    out[base + 16] = (x >> n) as i64;
    let (x, y) = (a[i] as u16, b[i] as u16);
    out[base + 17] = (x + y) as i64;
    out[base + 18] = (x - y) as i64;
    // The product of both as `int` would overflow in C.
    out[base + 19] = (x * y) as i64;
    out[base + 20] = (x << n) as i64;
    out[base + 21] = (x >> n) as i64;
    let (x, y) = ((a[i] as isize) << 32, b[i] as isize);
    out[base + 22] = (x + x + y) as i64;
    out[base + 23] = (-x - x - x) as i64;
    out[base + 24] = (x * y) as i64;
    let mut z = a[i];
    z += b[i];
    z *= z;
    z -= b[i];
    z <<= n;
    z >>= 1u64 + n as u64;
    out[base + 25] = z as i64;
}

/// Elementary functions, compared within a few units in the last place.
#[kernel]
pub fn elementary(a: &[f32], out: &mut [f32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= a.len() {
        return;
    }
    let x = a[i];
    let base = i * 16;
    out[base] = x.sin();
    out[base + 1] = x.cos();
    out[base + 2] = x.tan();
    out[base + 3] = x.exp();
    out[base + 4] = x.exp2();
    out[base + 5] = (x.abs() + 0.001).ln();
    out[base + 6] = (x.abs() + 0.001).log2();
    out[base + 7] = (x.abs() + 0.001).log10();
    out[base + 8] = x.abs().powf(0.3);
    out[base + 9] = x.atan();
    out[base + 10] = x.atan2(0.7);
    out[base + 11] = x.tanh();
    out[base + 12] = x.sinh();
    out[base + 13] = x.cosh();
    out[base + 14] = x.cbrt();
    out[base + 15] = x.hypot(2.0);
}

/// The same on f64.
#[kernel]
pub fn elementary64(a: &[f64], out: &mut [f64]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= a.len() {
        return;
    }
    let x = a[i];
    let base = i * 10;
    out[base] = x.sin();
    out[base + 1] = x.exp();
    out[base + 2] = x.abs().ln_1p();
    out[base + 3] = x.exp_m1();
    out[base + 4] = (x * 0.1).asin();
    out[base + 5] = x.abs().powf(1.7);
    out[base + 6] = x.tan();
    out[base + 7] = x.tanh();
    out[base + 8] = x.cos();
    out[base + 9] = (x * 0.1).acos();
}

/// Contraction is allowed here, so the result may differ by the rounding of one product.
#[kernel(fast(contract))]
pub fn contracted(a: &[f32], b: &[f32], out: &mut [f32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= a.len() {
        return;
    }
    out[i] = a[i] * b[i] + a[i];
}
