//! Arithmetic of integers beside the operators.

use super::row::rows;
use super::Op;

rows! {
    WrappingAdd Int [Method "wrapping_add"] (T, T) -> T, Pure Exact, "rk_add" 0, "std";
    WrappingSub Int [Method "wrapping_sub"] (T, T) -> T, Pure Exact, "rk_sub" 0, "std";
    WrappingMul Int [Method "wrapping_mul"] (T, T) -> T, Pure Exact, "rk_mul" 0, "std";
    WrappingNeg Int [Method "wrapping_neg"] (T) -> T, Pure Exact, "rk_neg" 0, "std";
    WrappingAbs SignedInt [Method "wrapping_abs"] (T) -> T, Pure Exact, "rk_abs" 0, "std";
    WrappingShl Int [Method "wrapping_shl"] (T, U32) -> T, Pure Exact, "rk_shl" 0, "std";
    WrappingShr Int [Method "wrapping_shr"] (T, U32) -> T, Pure Exact, "rk_shr" 0, "std";
    WrappingDiv Int [Method "wrapping_div"] (T, T) -> T, Pure Exact, "rk_wrapping_div" 0, "std", DivisorNotZero;
    WrappingRem Int [Method "wrapping_rem"] (T, T) -> T, Pure Exact, "rk_wrapping_rem" 0, "std", RemainderNotZero;
    WrappingDivEuclid Int [Method "wrapping_div_euclid"] (T, T) -> T, Pure Exact, "rk_div_euclid" 0, "std", DivisorNotZero;
    WrappingRemEuclid Int [Method "wrapping_rem_euclid"] (T, T) -> T, Pure Exact, "rk_rem_euclid" 0, "std", RemainderNotZero;
    WrappingPow Int [Method "wrapping_pow", Method "pow"] (T, U32) -> T, Pure Exact, "rk_int_pow" 0, "std";
    DivEuclid Int [Method "div_euclid"] (T, T) -> T, Pure Exact, "rk_div_euclid" 0, "std", Divisor;
    RemEuclid Int [Method "rem_euclid"] (T, T) -> T, Pure Exact, "rk_rem_euclid" 0, "std", Remainder;
    DivCeil UnsignedInt [Method "div_ceil"] (T, T) -> T, Pure Exact, "rk_div_ceil" 0, "std", Divisor;
    NextMultipleOf UnsignedInt [Method "next_multiple_of"] (T, T) -> T, Pure Exact, "rk_next_multiple_of" 0, "std", Remainder;
    SaturatingAdd Int [Method "saturating_add"] (T, T) -> T, Pure Exact, "rk_saturating_add" 0, "std";
    SaturatingSub Int [Method "saturating_sub"] (T, T) -> T, Pure Exact, "rk_saturating_sub" 0, "std";
    SaturatingMul Int [Method "saturating_mul"] (T, T) -> T, Pure Exact, "rk_saturating_mul" 0, "std";
    SaturatingDiv Int [Method "saturating_div"] (T, T) -> T, Pure Exact, "rk_saturating_div" 0, "std", DivisorNotZero;
    SaturatingNeg SignedInt [Method "saturating_neg"] (T) -> T, Pure Exact, "rk_saturating_neg" 0, "std";
    SaturatingAbs SignedInt [Method "saturating_abs"] (T) -> T, Pure Exact, "rk_saturating_abs" 0, "std";
    SaturatingPow Int [Method "saturating_pow"] (T, U32) -> T, Pure Exact, "rk_saturating_pow" 0, "std";
    WrappingAddSigned UnsignedInt [Method "wrapping_add_signed"] (T, Sign) -> T, Pure Exact, "rk_add_signed" 0, "std";
    SaturatingAddSigned UnsignedInt [Method "saturating_add_signed"] (T, Sign) -> T, Pure Exact, "rk_saturating_add_signed" 0, "std";
    AddOverflows Int [Checked "checked_add", Overflowing "overflowing_add"] (T, T) -> Bool, Pure Exact, "rk_add_overflows" 0, "std";
    AddSignedOverflows UnsignedInt [Checked "checked_add_signed", Overflowing "overflowing_add_signed"] (T, Sign) -> Bool, Pure Exact, "rk_add_signed_overflows" 0, "std";
    SubOverflows Int [Checked "checked_sub", Overflowing "overflowing_sub"] (T, T) -> Bool, Pure Exact, "rk_sub_overflows" 0, "std";
    MulOverflows Int [Checked "checked_mul", Overflowing "overflowing_mul"] (T, T) -> Bool, Pure Exact, "rk_mul_overflows" 0, "std";
    NegOverflows Int [Checked "checked_neg", Overflowing "overflowing_neg"] (T) -> Bool, Pure Exact, "rk_neg_overflows" 0, "std";
    AbsOverflows SignedInt [Checked "checked_abs", Overflowing "overflowing_abs"] (T) -> Bool, Pure Exact, "rk_neg_overflows" 0, "std";
    PowOverflows Int [Checked "checked_pow", Overflowing "overflowing_pow"] (T, U32) -> Bool, Pure Exact, "rk_pow_overflows" 0, "std";
    ShlOverflows Int [Checked "checked_shl", Overflowing "overflowing_shl"] (T, U32) -> Bool, Pure Exact, "rk_shift_overflows" 0, "std";
    ShrOverflows Int [Checked "checked_shr", Overflowing "overflowing_shr"] (T, U32) -> Bool, Pure Exact, "rk_shift_overflows" 0, "std";
    DivOverflows Int [Checked "checked_div", Overflowing "overflowing_div"] (T, T) -> Bool, Pure Exact, "rk_div_overflows" 0, "std";
    RemOverflows Int [Checked "checked_rem", Overflowing "overflowing_rem"] (T, T) -> Bool, Pure Exact, "rk_div_overflows" 0, "std";
    DivEuclidOverflows Int [Checked "checked_div_euclid", Overflowing "overflowing_div_euclid"] (T, T) -> Bool, Pure Exact, "rk_div_overflows" 0, "std";
    RemEuclidOverflows Int [Checked "checked_rem_euclid", Overflowing "overflowing_rem_euclid"] (T, T) -> Bool, Pure Exact, "rk_div_overflows" 0, "std";
    NextMultipleOfOverflows UnsignedInt [Checked "checked_next_multiple_of"] (T, T) -> Bool, Pure Exact, "rk_next_multiple_of_overflows" 0, "std";
    NextPowerOfTwoOverflows UnsignedInt [Checked "checked_next_power_of_two"] (T) -> Bool, Pure Exact, "rk_next_power_of_two_overflows" 0, "std";
    Ilog2 Int [Method "ilog2"] (T) -> U32, Pure Exact, "rk_ilog2" 0, "std", Logarithm;
    Ilog2Overflows Int [Checked "checked_ilog2"] (T) -> Bool, Pure Exact, "rk_is_not_positive" 0, "std";
    Ilog10 Int [Method "ilog10"] (T) -> U32, Pure Exact, "rk_ilog10" 0, "std", Logarithm;
    Ilog10Overflows Int [Checked "checked_ilog10"] (T) -> Bool, Pure Exact, "rk_is_not_positive" 0, "std";
    Isqrt Int [Method "isqrt"] (T) -> T, Pure Exact, "rk_isqrt" 0, "std", Root;
    IsqrtOverflows SignedInt [Checked "checked_isqrt"] (T) -> Bool, Pure Exact, "rk_is_negative" 0, "std";
    AbsDiff Int [Method "abs_diff"] (T, T) -> Bits, Pure Exact, "rk_abs_diff" 0, "std";
    UnsignedAbs SignedInt [Method "unsigned_abs"] (T) -> Bits, Pure Exact, "rk_unsigned_abs" 0, "std";
    IsPositive SignedInt [Method "is_positive"] (T) -> Bool, Pure Exact, "rk_is_positive" 0, "std";
    IsNegative SignedInt [Method "is_negative"] (T) -> Bool, Pure Exact, "rk_is_negative" 0, "std";
    IsPowerOfTwo UnsignedInt [Method "is_power_of_two"] (T) -> Bool, Pure Exact, "rk_is_power_of_two" 0, "std";
    NextPowerOfTwo UnsignedInt [Method "next_power_of_two"] (T) -> T, Pure Exact, "rk_next_power_of_two" 0, "std";
}

/// What the methods give whose failing is an operation of this table: `wrapping_add` for `AddOverflows`.
#[must_use]
pub fn value(test: Op) -> Option<Op> {
    VALUES
        .iter()
        .find(|(known, _)| *known == test)
        .map(|(_, value)| *value)
}

/// The operation that tells whether another one fails, where the method of its name panics.
#[must_use]
pub fn test(value: Op) -> Option<Op> {
    VALUES
        .iter()
        .find(|(_, known)| *known == value)
        .map(|(test, _)| *test)
}

/// Tests for failure, and the values where they do not fail.
const VALUES: &[(Op, Op)] = &[
    (Op::AddOverflows, Op::WrappingAdd),
    (Op::AddSignedOverflows, Op::WrappingAddSigned),
    (Op::SubOverflows, Op::WrappingSub),
    (Op::MulOverflows, Op::WrappingMul),
    (Op::NegOverflows, Op::WrappingNeg),
    (Op::AbsOverflows, Op::WrappingAbs),
    (Op::PowOverflows, Op::WrappingPow),
    (Op::ShlOverflows, Op::WrappingShl),
    (Op::ShrOverflows, Op::WrappingShr),
    (Op::DivOverflows, Op::WrappingDiv),
    (Op::RemOverflows, Op::WrappingRem),
    (Op::DivEuclidOverflows, Op::WrappingDivEuclid),
    (Op::RemEuclidOverflows, Op::WrappingRemEuclid),
    (Op::NextMultipleOfOverflows, Op::NextMultipleOf),
    (Op::NextPowerOfTwoOverflows, Op::NextPowerOfTwo),
    (Op::Ilog2Overflows, Op::Ilog2),
    (Op::Ilog10Overflows, Op::Ilog10),
    (Op::IsqrtOverflows, Op::Isqrt),
];
