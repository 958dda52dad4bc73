//! Functions and methods of f32.

use ringkernel_rt::prelude::*;

/// What is exact, or rounded once.
#[kernel]
pub fn exact_f32(a: &[f32], b: &[f32], out: &mut [f32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= a.len() {
        return;
    }
    let x = a[i];
    let y = b[i];
    let base = i * 48;
    out[base] = x.sqrt();
    out[base + 1] = sqrt(x);
    out[base + 2] = x.abs();
    out[base + 3] = abs(x);
    out[base + 4] = fabs(x);
    out[base + 5] = x.floor();
    out[base + 6] = floor(x);
    out[base + 7] = x.ceil();
    out[base + 8] = ceil(x);
    out[base + 9] = x.round();
    out[base + 10] = round(x);
    out[base + 11] = x.round_ties_even();
    out[base + 12] = x.trunc();
    out[base + 13] = trunc(x);
    out[base + 14] = x.fract();
    out[base + 15] = x.mul_add(y, 1.5);
    out[base + 16] = mul_add(x, y, x);
    out[base + 17] = fma(x, 0.1, y);
    out[base + 18] = x.min(y) + 0.0;
    out[base + 19] = min(x, y) + 0.0;
    out[base + 20] = x.max(y) + 0.0;
    out[base + 21] = max(x, y) + 0.0;
    out[base + 22] = fmin(x, y) + 0.0;
    out[base + 23] = fmax(x, y) + 0.0;
    out[base + 24] = x.signum();
    out[base + 25] = fmod(x, y);
    out[base + 26] = remainder(x, y);
    out[base + 27] = x.copysign(y);
    out[base + 28] = copysign(x, y);
    out[base + 29] = x.to_degrees();
    out[base + 30] = x.to_radians();
    out[base + 31] = x.next_up();
    out[base + 32] = x.next_down();
    out[base + 33] = nextafter(x, y);
    out[base + 34] = fdim(x, y);
    out[base + 35] = x.rem_euclid(y);
    out[base + 36] = x.div_euclid(y);
    out[base + 37] = x.recip();
    out[base + 38] = recip(x);
    out[base + 39] = rcp(x);
    out[base + 40] = x.saturate();
    out[base + 41] = saturate(x);
    out[base + 42] = x.clamp_01();
    out[base + 43] = clamp_01(x);
    out[base + 44] = if x < y { nan() } else { x };
    out[base + 45] = ldexp(x, 3);
    out[base + 46] = scalbn(x, -140);
    out[base + 47] = f32::from_bits(x.to_bits() ^ 1);
}

/// Elementary functions on all values.
#[kernel]
pub fn near_f32(a: &[f32], b: &[f32], out: &mut [f32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= a.len() {
        return;
    }
    let x = a[i];
    let y = b[i];
    let base = i * 50;
    out[base] = x.rsqrt();
    out[base + 1] = rsqrt(x);
    out[base + 2] = x.cbrt();
    out[base + 3] = cbrt(x);
    out[base + 4] = x.hypot(y);
    out[base + 5] = hypot(x, y);
    out[base + 6] = x.sin();
    out[base + 7] = sin(x);
    out[base + 8] = x.cos();
    out[base + 9] = cos(x);
    out[base + 10] = x.tan();
    out[base + 11] = tan(x);
    out[base + 12] = x.asin();
    out[base + 13] = asin(x);
    out[base + 14] = x.acos();
    out[base + 15] = acos(x);
    out[base + 16] = x.atan();
    out[base + 17] = atan(x);
    out[base + 18] = x.sinpi();
    out[base + 19] = sinpi(x);
    out[base + 20] = x.cospi();
    out[base + 21] = cospi(x);
    out[base + 22] = x.sinh();
    out[base + 23] = sinh(x);
    out[base + 24] = x.cosh();
    out[base + 25] = cosh(x);
    out[base + 26] = x.tanh();
    out[base + 27] = tanh(x);
    out[base + 28] = x.exp();
    out[base + 29] = exp(x);
    out[base + 30] = x.exp2();
    out[base + 31] = exp2(x);
    out[base + 32] = x.exp10();
    out[base + 33] = exp10(x);
    out[base + 34] = x.exp_m1();
    out[base + 35] = expm1(x);
    out[base + 36] = x.ln();
    out[base + 37] = ln(x);
    out[base + 38] = log(x);
    out[base + 39] = x.log2();
    out[base + 40] = log2(x);
    out[base + 41] = x.log10();
    out[base + 42] = log10(x);
    out[base + 43] = x.ln_1p();
    out[base + 44] = log1p(x);
    out[base + 45] = x.atan2(y);
    out[base + 46] = atan2(x, y);
    out[base + 47] = x.powf(y);
    out[base + 48] = powf(x, y);
    out[base + 49] = pow(x, y);
}

/// Functions that the CPU has not for all values. What is computed on the way is exact in f32 for the inputs of the cases.
#[kernel]
pub fn tame_f32(a: &[f32], b: &[f32], out: &mut [f32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= a.len() {
        return;
    }
    let x = a[i];
    let y = b[i];
    let base = i * 11;
    out[base] = x.abs().log(y.abs() + 2.0);
    out[base + 1] = x.asinh();
    out[base + 2] = asinh(x);
    out[base + 3] = (x.abs() + 2.0).acosh();
    out[base + 4] = acosh(y.abs() + 2.0);
    out[base + 5] = (x * 0.125).atanh();
    out[base + 6] = atanh(y * 0.125);
    out[base + 7] = x.powi(3);
    out[base + 8] = powi(y, -5);
    out[base + 9] = fdividef(x, y);
    out[base + 10] = fast_div(y, x);
}

/// Special functions: x from -8 to 8, y from 0.25 to 8. What is computed on the way is exact in f32, too.
#[kernel]
pub fn special_f32(a: &[f32], b: &[f32], out: &mut [f32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= a.len() {
        return;
    }
    let x = a[i];
    let y = b[i];
    let base = i * 19;
    out[base] = erf(x);
    out[base + 1] = erfc(x);
    out[base + 2] = erfinv(x * 0.125);
    out[base + 3] = erfcinv(1.0 + x * 0.125);
    out[base + 4] = norm_cdf(x);
    out[base + 5] = normcdf(x * 0.5);
    out[base + 6] = norm_cdf_inv(y * 0.125);
    out[base + 7] = normcdfinv(y * 0.015625);
    out[base + 8] = lgamma(y);
    out[base + 9] = tgamma(y);
    out[base + 10] = gamma(y + 3.0);
    out[base + 11] = j0(x);
    out[base + 12] = j1(x);
    out[base + 13] = y0(y);
    out[base + 14] = y1(y);
    out[base + 15] = jn(if i % 4 == 3 { -3 } else { 3 }, x);
    out[base + 16] = yn(if i % 4 == 2 { -1 } else { 2 }, y);
    out[base + 17] = cyl_bessel_i0(x * 4.0);
    out[base + 18] = cyl_bessel_i1(x * 4.0);
}

/// What kind of value it is.
#[kernel]
pub fn facts_f32(a: &[f32], b: &[f32], out: &mut [i64]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= a.len() {
        return;
    }
    let x = a[i];
    let y = b[i];
    let base = i * 19;
    out[base] = x.is_nan() as i64;
    out[base + 1] = is_nan(x) as i64;
    out[base + 2] = isnan(x) as i64;
    out[base + 3] = x.is_infinite() as i64;
    out[base + 4] = is_infinite(x) as i64;
    out[base + 5] = isinf(x) as i64;
    out[base + 6] = x.is_finite() as i64;
    out[base + 7] = is_finite(x) as i64;
    out[base + 8] = isfinite(x) as i64;
    out[base + 9] = x.is_normal() as i64;
    out[base + 10] = is_normal(x) as i64;
    out[base + 11] = isnormal(x) as i64;
    out[base + 12] = x.is_subnormal() as i64;
    out[base + 13] = x.is_sign_negative() as i64;
    out[base + 14] = is_sign_negative(y) as i64;
    out[base + 15] = signbit(x) as i64;
    out[base + 16] = x.is_sign_positive() as i64;
    out[base + 17] = ilogb(x) as i64;
    out[base + 18] = if x.is_nan() { 0 } else { x.to_bits() as i64 };
}
