//! Arithmetic of integers beside the operators.

use super::row::rows;

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
    AbsDiff Int [Method "abs_diff"] (T, T) -> Bits, Pure Exact, "rk_abs_diff" 0, "std";
    UnsignedAbs SignedInt [Method "unsigned_abs"] (T) -> Bits, Pure Exact, "rk_unsigned_abs" 0, "std";
    IsPositive SignedInt [Method "is_positive"] (T) -> Bool, Pure Exact, "rk_is_positive" 0, "std";
    IsNegative SignedInt [Method "is_negative"] (T) -> Bool, Pure Exact, "rk_is_negative" 0, "std";
    IsPowerOfTwo UnsignedInt [Method "is_power_of_two"] (T) -> Bool, Pure Exact, "rk_is_power_of_two" 0, "std";
    NextPowerOfTwo UnsignedInt [Method "next_power_of_two"] (T) -> T, Pure Exact, "rk_next_power_of_two" 0, "std";
}
