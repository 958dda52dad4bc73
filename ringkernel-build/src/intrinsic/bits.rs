//! The bits of integers.

use super::row::rows;

rows! {
    CountOnes Int [Method "count_ones"] (T) -> U32, Pure Exact, "rk_count_ones" 0, "std";
    LeadingZeros Int [Method "leading_zeros"] (T) -> U32, Pure Exact, "rk_leading_zeros" 0, "std";
    TrailingZeros Int [Method "trailing_zeros"] (T) -> U32, Pure Exact, "rk_trailing_zeros" 0, "std";
    RotateLeft Int [Method "rotate_left"] (T, U32) -> T, Pure Exact, "rk_rotate_left" 0, "std";
    RotateRight Int [Method "rotate_right"] (T, U32) -> T, Pure Exact, "rk_rotate_right" 0, "std";
}
