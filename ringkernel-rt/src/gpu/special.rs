//! Special functions that neither std nor `libm` has, in double precision.

use std::f64::consts::{FRAC_1_SQRT_2, PI, SQRT_2};

/// Which of sine and cosine of pi times the remainder.
fn reduced(x: f64, quarter: f64) -> f64 {
    // Both steps are exact, so that only the product with pi and the function itself round.
    let turns = x - 2.0 * (x / 2.0).round_ties_even();
    let halves = (2.0 * turns).round_ties_even();
    let rest = PI * (turns - halves / 2.0);
    match (halves + quarter).rem_euclid(4.0) as u8 {
        0 => rest.sin(),
        1 => rest.cos(),
        2 => -rest.sin(),
        _three => -rest.cos(),
    }
}

/// The sine of pi times `x`; zeros have the sign of `x`.
pub(crate) fn sinpi(x: f64) -> f64 {
    if x.is_finite() && x == x.trunc() {
        return 0.0f64.copysign(x);
    }
    reduced(x, 0.0)
}

/// The cosine of pi times `x`.
pub(crate) fn cospi(x: f64) -> f64 {
    let turns = x.abs() % 2.0;
    if turns == 0.5 || turns == 1.5 {
        return 0.0;
    }
    reduced(x, 1.0)
}

/// The gamma function, NaN at its poles left of 0 and infinite at 0.
pub(crate) fn tgamma(x: f64) -> f64 {
    libm::tgamma(x)
}

/// The value of the polynomial whose coefficients are given, highest first.
fn polynomial(x: f64, coefficients: &[f64]) -> f64 {
    coefficients
        .iter()
        .fold(0.0, |sum, coefficient| sum * x + coefficient)
}

/// The normal quantile: algorithm AS 241 (PPND16) of M. J. Wichura, "The Percentage Points of the Normal Distribution",
/// Applied Statistics 37 (1988), about 16 digits. `middle` is the probability less a half; `tail` is the smaller of the
/// probability and its complement. Callers give both, because one of them is exact where it counts.
fn quantile(middle: f64, tail: f64) -> f64 {
    if middle.is_nan() || tail.is_nan() || tail < 0.0 {
        return f64::NAN;
    }
    if middle.abs() <= 0.425 {
        let r = 0.180_625 - middle * middle;
        let above = polynomial(r, &MIDDLE_ABOVE);
        return middle * above / polynomial(r, &MIDDLE_BELOW);
    }
    if tail == 0.0 {
        return f64::INFINITY.copysign(middle);
    }
    let r = (-tail.ln()).sqrt();
    let size = if r <= 5.0 {
        polynomial(r - 1.6, &NEAR_ABOVE) / polynomial(r - 1.6, &NEAR_BELOW)
    } else {
        polynomial(r - 5.0, &FAR_ABOVE) / polynomial(r - 5.0, &FAR_BELOW)
    };
    size.copysign(middle)
}

/// The inverse of the standard normal distribution function.
pub(crate) fn norm_cdf_inv(p: f64) -> f64 {
    quantile(p - 0.5, p.min(1.0 - p))
}

/// The inverse of the error function.
pub(crate) fn erfinv(y: f64) -> f64 {
    quantile(y / 2.0, (1.0 - y.abs()) / 2.0) * FRAC_1_SQRT_2
}

/// The inverse of the complementary error function.
pub(crate) fn erfcinv(y: f64) -> f64 {
    quantile((1.0 - y) / 2.0, y.min(2.0 - y) / 2.0) * FRAC_1_SQRT_2
}

/// The standard normal distribution function, `erfc(-x / sqrt(2)) / 2`.
///
/// Far left the function's logarithm falls as fast as `x * x`, so what the division rounds off is put back to first order.
pub(crate) fn norm_cdf(x: f64) -> f64 {
    let t = x * -FRAC_1_SQRT_2;
    let value = libm::erfc(t);
    if x < -1.0 && value > 0.0 {
        // The root itself is rounded too: t * sqrt(2) + x is what both lack together, for sqrt(2) in two parts.
        let lost = t.mul_add(SQRT_2, x) + t * SQRT_2_LOW;
        let correction = -lost * FRAC_1_SQRT_2;
        return 0.5 * (-2.0 * t * correction).mul_add(value, value);
    }
    0.5 * value
}

/// What f64 lacks of the square root of 2.
const SQRT_2_LOW: f64 = -9.667_293_313_452_914e-17;

/// Where the asymptotic series is exact enough.
const FAR: f64 = 25.0;

/// The modified Bessel function of order 0: its power series (DLMF 10.25.2), whose terms are all positive, and from
/// [`FAR`] on the asymptotic series (DLMF 10.40.1).
pub(crate) fn cyl_bessel_i0(x: f64) -> f64 {
    let x = x.abs();
    if x < FAR {
        series(x, 0.0)
    } else {
        asymptotic(x, 0.0)
    }
}

/// The modified Bessel function of order 1, by the same series.
pub(crate) fn cyl_bessel_i1(x: f64) -> f64 {
    let size = x.abs();
    let value = if size < FAR {
        size / 2.0 * series(size, 1.0)
    } else {
        asymptotic(size, 4.0)
    };
    value.copysign(x)
}

/// The sum over k of `(x*x/4)^k / (k! (k+order)!)`, with what each addition rounds off carried on (Kahan).
fn series(x: f64, order: f64) -> f64 {
    let half = x / 2.0;
    let square = half * half;
    // What the square lacks counts once for each factor of a term.
    let lacking = half.mul_add(half, -square) / square.max(f64::MIN_POSITIVE);
    let (mut sum, mut lost, mut term, mut k) = (1.0f64, 0.0, 1.0, 0.0);
    while term > sum * 1e-18 {
        k += 1.0;
        term *= square / (k * (k + order));
        let addend = (k * term).mul_add(lacking, term - lost);
        let next = sum + addend;
        lost = (next - sum) - addend;
        sum = next;
    }
    sum
}

/// `e^x / sqrt(2 pi x)` times the sum of Hankel's terms, `mu` four times the order's square.
fn asymptotic(x: f64, mu: f64) -> f64 {
    if x.is_infinite() || x.is_nan() {
        return x;
    }
    let (mut sum, mut term, mut k) = (1.0f64, 1.0f64, 0.0);
    while term.abs() > 1e-18 && k < 40.0 {
        k += 1.0;
        let odd = 2.0 * k - 1.0;
        term *= -(mu - odd * odd) / (k * 8.0 * x);
        sum += term;
    }
    // Half of the exponent at a time: the result is finite a little beyond where `exp` is.
    let half = (x / 2.0).exp();
    half * (half * (sum / (2.0 * PI * x).sqrt()))
}

/// The exponent to base 2.
pub(crate) fn ilogb(x: f64) -> i32 {
    if x == 0.0 || x.is_nan() {
        i32::MIN
    } else if x.is_infinite() {
        i32::MAX
    } else {
        libm::ilogb(x)
    }
}

/// The exponent to base 2, which f64 keeps.
pub(crate) fn ilogb32(x: f32) -> i32 {
    ilogb(f64::from(x))
}

const MIDDLE_ABOVE: [f64; 8] = [
    2.509_080_928_730_122_7e3,
    3.343_057_558_358_813e4,
    6.726_577_092_700_87e4,
    4.592_195_393_154_987e4,
    1.373_169_376_550_946e4,
    1.971_590_950_306_551_3e3,
    1.331_416_678_917_843_8e2,
    3.387_132_872_796_366_5,
];
const MIDDLE_BELOW: [f64; 8] = [
    5.226_495_278_852_854e3,
    2.872_908_573_572_194_3e4,
    3.930_789_580_009_271e4,
    2.121_379_430_158_659_7e4,
    5.394_196_021_424_751e3,
    6.871_870_074_920_579e2,
    4.231_333_070_160_091e1,
    1.0,
];
const NEAR_ABOVE: [f64; 8] = [
    7.745_450_142_783_414e-4,
    2.272_384_498_926_918_4e-2,
    2.417_807_251_774_506e-1,
    1.270_458_252_452_368_4,
    3.647_848_324_763_204_5,
    5.769_497_221_460_691,
    4.630_337_846_156_546,
    1.423_437_110_749_683_5,
];
const NEAR_BELOW: [f64; 8] = [
    1.050_750_071_644_416_9e-9,
    5.475_938_084_995_345e-4,
    1.519_866_656_361_645_7e-2,
    1.481_039_764_274_800_8e-1,
    6.897_673_349_851e-1,
    1.676_384_830_183_803_8,
    2.053_191_626_637_759,
    1.0,
];
const FAR_ABOVE: [f64; 8] = [
    2.010_334_399_292_288_1e-7,
    2.711_555_568_743_487_6e-5,
    1.242_660_947_388_078_4e-3,
    2.653_218_952_657_612_4e-2,
    2.965_605_718_285_048_7e-1,
    1.784_826_539_917_291_3,
    5.463_784_911_164_114,
    6.657_904_643_501_103,
];
const FAR_BELOW: [f64; 8] = [
    2.044_263_103_389_939_8e-15,
    1.421_511_758_316_446e-7,
    1.846_318_317_510_054_7e-5,
    7.868_691_311_456_133e-4,
    1.487_536_129_085_061_5e-2,
    1.369_298_809_227_358e-1,
    5.998_322_065_558_88e-1,
    1.0,
];
