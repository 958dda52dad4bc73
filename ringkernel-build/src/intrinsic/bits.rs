//! The bits of integers.

use super::row::rows;

rows! {
    CountOnes Int [Method "count_ones", Function "count_ones", Function "popc", Function "popcount"] (T) -> U32, Pure Exact, "rk_count_ones" 0, "gpu::integer::count_ones";
    CountZeros Int [Method "count_zeros"] (T) -> U32, Pure Exact, "rk_count_zeros" 0, "std";
    LeadingZeros Int [Method "leading_zeros", Function "leading_zeros", Function "clz"] (T) -> U32, Pure Exact, "rk_leading_zeros" 0, "gpu::integer::leading_zeros";
    LeadingOnes Int [Method "leading_ones"] (T) -> U32, Pure Exact, "rk_leading_ones" 0, "std";
    TrailingZeros Int [Method "trailing_zeros", Function "trailing_zeros", Function "ctz"] (T) -> U32, Pure Exact, "rk_trailing_zeros" 0, "gpu::integer::trailing_zeros";
    TrailingOnes Int [Method "trailing_ones"] (T) -> U32, Pure Exact, "rk_trailing_ones" 0, "std";
    Ffs Int [Method "ffs", Function "ffs"] (T) -> U32, Pure Exact, "rk_ffs" 0, "gpu::integer::ffs";
    ReverseBits Int [Method "reverse_bits", Function "reverse_bits", Function "brev"] (T) -> T, Pure Exact, "rk_reverse_bits" 0, "gpu::integer::reverse_bits";
    SwapBytes Int [Method "swap_bytes"] (T) -> T, Pure Exact, "rk_swap_bytes" 0, "std";
    RotateLeft Int [Method "rotate_left"] (T, U32) -> T, Pure Exact, "rk_rotate_left" 0, "std";
    RotateRight Int [Method "rotate_right"] (T, U32) -> T, Pure Exact, "rk_rotate_right" 0, "std";
    BytePerm None [Function "byte_perm"] (U32, U32, U32) -> U32, Pure Exact, "__byte_perm" 0, "gpu::integer::byte_perm";
    FunnelShiftLeft None [Function "funnel_shift_left"] (U32, U32, U32) -> U32, Pure Exact, "__funnelshift_l" 0, "gpu::integer::funnel_shift_left";
    FunnelShiftRight None [Function "funnel_shift_right"] (U32, U32, U32) -> U32, Pure Exact, "__funnelshift_r" 0, "gpu::integer::funnel_shift_right";
}
