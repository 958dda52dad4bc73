//! The names of the functions that Rust's numbers have by themselves.
//!
//! They go before a trait's functions of the same name, so a name that stands here never means a trait's, even where
//! device code lacks the number's own function.

use crate::ir::Scalar;

/// Functions of floats.
const FLOAT: &str = "abs abs_sub acos acosh algebraic_add asin asinh atan atan2 atanh cbrt ceil clamp classify copysign \
    cos cosh div_euclid erf erfc exp exp2 exp_m1 floor fract from_be_bytes from_bits from_le_bytes from_ne_bytes gamma \
    hypot is_finite is_infinite is_nan is_normal is_sign_negative is_sign_positive is_subnormal lerp ln ln_1p ln_gamma \
    log log10 log2 max maximum midpoint min minimum mul_add next_down next_up powf powi recip rem_euclid round \
    round_ties_even signum sin sin_cos sinh sqrt tan tanh to_be_bytes to_bits to_degrees to_int_unchecked to_le_bytes \
    to_ne_bytes to_radians total_cmp trunc";

/// Functions of integers; `Ord` gives the last three, and is in every scope.
const INTEGER: &str = "abs abs_diff bit_width borrowing_sub carrying_add carrying_mul cast_signed cast_unsigned \
    checked_abs checked_add checked_add_signed checked_add_unsigned checked_div checked_div_euclid checked_ilog \
    checked_ilog10 checked_ilog2 checked_isqrt checked_mul checked_neg checked_next_multiple_of \
    checked_next_power_of_two checked_pow checked_rem checked_rem_euclid checked_shl checked_shr checked_signed_diff \
    checked_sub checked_sub_signed checked_sub_unsigned count_ones count_zeros div_ceil div_euclid div_floor from_be \
    from_be_bytes from_le from_le_bytes from_ne_bytes from_str_radix ilog ilog10 ilog2 is_multiple_of is_negative \
    is_positive is_power_of_two isqrt leading_ones leading_zeros midpoint next_multiple_of next_power_of_two \
    overflowing_abs overflowing_add overflowing_add_signed overflowing_add_unsigned overflowing_div \
    overflowing_div_euclid overflowing_mul overflowing_neg overflowing_pow overflowing_rem overflowing_rem_euclid \
    overflowing_shl overflowing_shr overflowing_sub overflowing_sub_signed overflowing_sub_unsigned pow rem_euclid \
    reverse_bits rotate_left rotate_right saturating_abs saturating_add saturating_add_signed saturating_add_unsigned \
    saturating_div saturating_mul saturating_neg saturating_pow saturating_sub saturating_sub_signed \
    saturating_sub_unsigned signum strict_add strict_div strict_mul strict_neg strict_sub swap_bytes to_be to_be_bytes \
    to_le to_le_bytes to_ne_bytes trailing_ones trailing_zeros unbounded_shl unbounded_shr unsigned_abs wrapping_abs \
    wrapping_add wrapping_add_signed wrapping_add_unsigned wrapping_div wrapping_div_euclid wrapping_mul wrapping_neg \
    wrapping_pow wrapping_rem wrapping_rem_euclid wrapping_shl wrapping_shr wrapping_sub wrapping_sub_signed \
    wrapping_sub_unsigned clamp max min";

/// Functions of bools.
const BOOL: &str = "then then_some not max min clamp";

/// Whether a number has a function of that name by itself.
pub(super) fn has(scalar: Scalar, name: &str) -> bool {
    let names = if scalar.is_float() {
        FLOAT
    } else if scalar.is_int() {
        INTEGER
    } else {
        BOOL
    };
    names.split_whitespace().any(|known| known == name)
}
