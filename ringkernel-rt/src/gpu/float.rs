//! Functions of floats, by CUDA's and Rust's names.
//!
//! What std has is std's. The rest is `libm`'s in double precision, rounded once for f32, or stands in [`special`].

use super::number::{Number, Signed};
use super::special;

/// f32 and f64.
///
/// The methods are those that std has not; the functions of this module take every name.
pub trait Float: Number + Signed {
    #[doc(hidden)]
    const NOT_A_NUMBER: Self;
    #[doc(hidden)]
    fn one(self, f32: fn(f32) -> f32, f64: fn(f64) -> f64) -> Self;
    #[doc(hidden)]
    fn two(self, other: Self, f32: fn(f32, f32) -> f32, f64: fn(f64, f64) -> f64) -> Self;
    #[doc(hidden)]
    fn wide(self, f64: impl Fn(f64) -> f64) -> Self;
    #[doc(hidden)]
    fn test(self, f32: fn(f32) -> bool, f64: fn(f64) -> bool) -> bool;
    #[doc(hidden)]
    fn fused(self, factor: Self, addend: Self) -> Self;
    #[doc(hidden)]
    fn scaled(self, exponent: i32) -> Self;
    #[doc(hidden)]
    fn raised(self, exponent: i32) -> Self;
    #[doc(hidden)]
    fn exponent(self) -> i32;

    /// `1 / sqrt(self)`.
    #[inline]
    #[must_use]
    fn rsqrt(self) -> Self {
        self.wide(|x| 1.0 / x.sqrt())
    }

    /// 10 raised to it.
    #[inline]
    #[must_use]
    fn exp10(self) -> Self {
        self.wide(libm::exp10)
    }

    /// The sine of pi times it.
    #[inline]
    #[must_use]
    fn sinpi(self) -> Self {
        self.wide(special::sinpi)
    }

    /// The cosine of pi times it.
    #[inline]
    #[must_use]
    fn cospi(self) -> Self {
        self.wide(special::cospi)
    }

    /// The nearest value from 0 to 1; 0 for NaN.
    #[inline]
    #[must_use]
    fn saturate(self) -> Self {
        self.one(
            |x| if x > 0.0 { x.min(1.0) } else { 0.0 },
            |x| if x > 0.0 { x.min(1.0) } else { 0.0 },
        )
    }

    /// The same as [`saturate`](Self::saturate).
    #[inline]
    #[must_use]
    fn clamp_01(self) -> Self {
        self.saturate()
    }
}

macro_rules! float {
    ($ty:ident, $which:tt, $scaled:path, $exponent:path) => {
        impl Float for $ty {
            const NOT_A_NUMBER: Self = Self::NAN;
            #[inline]
            fn one(self, f32: fn(f32) -> f32, f64: fn(f64) -> f64) -> Self {
                ((f32, f64).$which)(self)
            }
            #[inline]
            fn two(self, other: Self, f32: fn(f32, f32) -> f32, f64: fn(f64, f64) -> f64) -> Self {
                ((f32, f64).$which)(self, other)
            }
            #[inline]
            fn wide(self, f64: impl Fn(f64) -> f64) -> Self {
                f64(self as f64) as Self
            }
            #[inline]
            fn test(self, f32: fn(f32) -> bool, f64: fn(f64) -> bool) -> bool {
                ((f32, f64).$which)(self)
            }
            #[inline]
            fn fused(self, factor: Self, addend: Self) -> Self {
                self.mul_add(factor, addend)
            }
            #[inline]
            fn scaled(self, exponent: i32) -> Self {
                $scaled(self, exponent)
            }
            #[inline]
            fn raised(self, exponent: i32) -> Self {
                self.powi(exponent)
            }
            #[inline]
            fn exponent(self) -> i32 {
                $exponent(self)
            }
        }
    };
}
float!(f32, 0, libm::ldexpf, special::ilogb32);
float!(f64, 1, libm::ldexp, special::ilogb);

macro_rules! functions {
    ($(#[doc = $doc:literal] $($name:ident),+: $f32:expr, $f64:expr;)*) => {$($(
        #[doc = $doc]
        #[inline]
        #[must_use]
        pub fn $name<T: Float>(x: T) -> T {
            x.one($f32, $f64)
        }
    )+)*};
}

functions! {
    /// The square root.
    sqrt: f32::sqrt, f64::sqrt;
    /// The value without its sign.
    fabs: f32::abs, f64::abs;
    /// The greatest whole number that is not above.
    floor: f32::floor, f64::floor;
    /// The least whole number that is not below.
    ceil: f32::ceil, f64::ceil;
    /// The nearest whole number, away from zero between two.
    round: f32::round, f64::round;
    /// The whole number towards zero.
    trunc: f32::trunc, f64::trunc;
    /// The cube root.
    cbrt: f32::cbrt, f64::cbrt;
    /// The reciprocal.
    rcp, recip: f32::recip, f64::recip;
    /// The sine.
    sin: f32::sin, f64::sin;
    /// The cosine.
    cos: f32::cos, f64::cos;
    /// The tangent.
    tan: f32::tan, f64::tan;
    /// The arc sine.
    asin: f32::asin, f64::asin;
    /// The arc cosine.
    acos: f32::acos, f64::acos;
    /// The arc tangent.
    atan: f32::atan, f64::atan;
    /// The hyperbolic sine.
    sinh: f32::sinh, f64::sinh;
    /// The hyperbolic cosine.
    cosh: f32::cosh, f64::cosh;
    /// The hyperbolic tangent.
    tanh: f32::tanh, f64::tanh;
    /// The inverse hyperbolic sine.
    asinh: f32::asinh, f64::asinh;
    /// The inverse hyperbolic cosine.
    acosh: f32::acosh, f64::acosh;
    /// The inverse hyperbolic tangent.
    atanh: f32::atanh, f64::atanh;
    /// e raised to it.
    exp: f32::exp, f64::exp;
    /// 2 raised to it.
    exp2: f32::exp2, f64::exp2;
    /// e raised to it, less 1, without loss near 0.
    expm1: f32::exp_m1, f64::exp_m1;
    /// The natural logarithm.
    ln, log: f32::ln, f64::ln;
    /// The logarithm to base 2.
    log2: f32::log2, f64::log2;
    /// The logarithm to base 10.
    log10: f32::log10, f64::log10;
    /// The natural logarithm of 1 more, without loss near 0.
    log1p: f32::ln_1p, f64::ln_1p;
}

/// The sine and the cosine.
#[inline]
#[must_use]
pub fn sincos<T: Float>(x: T) -> (T, T) {
    (sin(x), cos(x))
}

macro_rules! wide {
    ($(#[doc = $doc:literal] $($name:ident),+: $f64:expr;)*) => {$($(
        #[doc = $doc]
        #[inline]
        #[must_use]
        pub fn $name<T: Float>(x: T) -> T {
            x.wide($f64)
        }
    )+)*};
}

wide! {
    /// `1 / sqrt(x)`.
    rsqrt: |x| 1.0 / x.sqrt();
    /// 10 raised to it.
    exp10: libm::exp10;
    /// The sine of pi times it.
    sinpi: special::sinpi;
    /// The cosine of pi times it.
    cospi: special::cospi;
    /// The error function.
    erf: libm::erf;
    /// 1 less the error function, without loss for great arguments.
    erfc: libm::erfc;
    /// The inverse of [`erf`].
    erfinv: special::erfinv;
    /// The inverse of [`erfc`].
    erfcinv: special::erfcinv;
    /// How much of the standard normal distribution lies below.
    normcdf, norm_cdf: special::norm_cdf;
    /// The inverse of [`norm_cdf`].
    normcdfinv, norm_cdf_inv: special::norm_cdf_inv;
    /// The logarithm of the gamma function's absolute value.
    lgamma: libm::lgamma;
    /// The gamma function.
    tgamma, gamma: special::tgamma;
    /// The Bessel function of the first kind of order 0.
    j0: libm::j0;
    /// The Bessel function of the first kind of order 1.
    j1: libm::j1;
    /// The Bessel function of the second kind of order 0.
    y0: libm::y0;
    /// The Bessel function of the second kind of order 1.
    y1: libm::y1;
    /// The modified Bessel function of order 0.
    cyl_bessel_i0: special::cyl_bessel_i0;
    /// The modified Bessel function of order 1.
    cyl_bessel_i1: special::cyl_bessel_i1;
}

macro_rules! functions_of_two {
    ($(#[doc = $doc:literal] $($name:ident),+: $f32:expr, $f64:expr;)*) => {$($(
        #[doc = $doc]
        #[inline]
        #[must_use]
        pub fn $name<T: Float>(a: T, b: T) -> T {
            a.two(b, $f32, $f64)
        }
    )+)*};
}

functions_of_two! {
    /// The lesser; of a number and NaN the number.
    fmin: f32::min, f64::min;
    /// The greater; of a number and NaN the number.
    fmax: f32::max, f64::max;
    /// What is left of `a` after the quotient rounded towards zero.
    fmod: |a, b| a % b, |a, b| a % b;
    /// What is left of `a` after the quotient rounded to the nearest, to even between two.
    remainder: libm::remainderf, libm::remainder;
    /// The first with the sign of the second.
    copysign: f32::copysign, f64::copysign;
    /// The length of the vector `(a, b)`.
    hypot: f32::hypot, f64::hypot;
    /// The angle of the point whose y is `a` and whose x is `b`.
    atan2: f32::atan2, f64::atan2;
    /// `a` raised to `b`.
    powf, pow: f32::powf, f64::powf;
    /// The neighbour of `a` towards `b`.
    nextafter: libm::nextafterf, libm::nextafter;
    /// `a - b`, or 0 where that is negative.
    fdim: libm::fdimf, libm::fdim;
    #[doc = "`a / b`, faster and less exact on the GPU for f32: within 2 units in the last place where the magnitude of \
             `b` is from 2^-126 to 2^126. Where it is greater the GPU gives 0, or NaN if `a` is infinite."]
    fdividef, fast_div: |a, b| a / b, |a, b| a / b;
}

macro_rules! tests {
    ($(#[doc = $doc:literal] $($name:ident),+: $method:ident;)*) => {$($(
        #[doc = $doc]
        #[inline]
        #[must_use]
        pub fn $name<T: Float>(x: T) -> bool {
            x.test(f32::$method, f64::$method)
        }
    )+)*};
}

tests! {
    /// Whether it is NaN.
    is_nan, isnan: is_nan;
    /// Whether it is infinite.
    is_infinite, isinf: is_infinite;
    /// Whether it is neither infinite nor NaN.
    is_finite, isfinite: is_finite;
    /// Whether it is neither 0, subnormal, infinite nor NaN.
    is_normal, isnormal: is_normal;
    /// Whether its sign bit is set.
    is_sign_negative, signbit: is_sign_negative;
}

/// `a * b + c`, rounded once.
#[inline]
#[must_use]
pub fn fma<T: Float>(a: T, b: T, c: T) -> T {
    a.fused(b, c)
}

/// `a * b + c`, rounded once.
#[inline]
#[must_use]
pub fn mul_add<T: Float>(a: T, b: T, c: T) -> T {
    a.fused(b, c)
}

/// `x` raised to a whole number.
#[inline]
#[must_use]
pub fn powi<T: Float>(x: T, exponent: i32) -> T {
    x.raised(exponent)
}

/// `x` times 2 raised to `exponent`.
#[inline]
#[must_use]
pub fn ldexp<T: Float>(x: T, exponent: i32) -> T {
    x.scaled(exponent)
}

/// `x` times 2 raised to `exponent`.
#[inline]
#[must_use]
pub fn scalbn<T: Float>(x: T, exponent: i32) -> T {
    x.scaled(exponent)
}

/// The exponent to base 2; `i32::MIN` for 0 and NaN, `i32::MAX` for infinities.
#[inline]
#[must_use]
pub fn ilogb<T: Float>(x: T) -> i32 {
    x.exponent()
}

/// The Bessel function of the first kind of an order; NaN for a negative order.
#[inline]
#[must_use]
pub fn jn<T: Float>(order: i32, x: T) -> T {
    x.wide(|x| {
        if order < 0 {
            f64::NAN
        } else {
            libm::jn(order, x)
        }
    })
}

/// The Bessel function of the second kind of an order; NaN for a negative order.
#[inline]
#[must_use]
pub fn yn<T: Float>(order: i32, x: T) -> T {
    x.wide(|x| {
        if order < 0 {
            f64::NAN
        } else {
            libm::yn(order, x)
        }
    })
}

/// The nearest value from 0 to 1; 0 for NaN.
#[inline]
#[must_use]
pub fn saturate<T: Float>(x: T) -> T {
    x.saturate()
}

/// The nearest value from 0 to 1; 0 for NaN.
#[inline]
#[must_use]
pub fn clamp_01<T: Float>(x: T) -> T {
    x.saturate()
}

/// Not a number.
#[inline]
#[must_use]
pub fn nan<T: Float>() -> T {
    T::NOT_A_NUMBER
}
