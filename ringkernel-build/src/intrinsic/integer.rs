//! Arithmetic of integers beside the operators.

use super::row::rows;

rows! {
    WrappingAdd Int [Method "wrapping_add"] (T, T) -> T, Pure Exact, "rk_add" 0, "std";
    WrappingSub Int [Method "wrapping_sub"] (T, T) -> T, Pure Exact, "rk_sub" 0, "std";
    WrappingMul Int [Method "wrapping_mul"] (T, T) -> T, Pure Exact, "rk_mul" 0, "std";
    WrappingNeg Int [Method "wrapping_neg"] (T) -> T, Pure Exact, "rk_neg" 0, "std";
}
