//! Floats narrower than f32: f16 and bf16 of the crate `half`, and the 8-bit ones that are only stored.
//!
//! A NaN keeps its sign and the upper bits of its payload and becomes quiet when it is converted, as `half` has it; one
//! that becomes an 8-bit float is 0x7f. `half`'s own `from_f64` has no row: how it rounds depends on the processor.

use super::row::rows;

rows! {
    NarrowFromF32 Narrow [Associated "from_f32"] (F32) -> T, Pure Exact, "rk_narrow<T>" 0, "std";
    NarrowToF32 Narrow [Method "to_f32"] (T) -> F32, Pure Exact, "rk_to_f32" 0, "std";
    NarrowToBits Narrow [Method "to_bits"] (T) -> Bits, Pure Exact, "rk_narrow_bits" 0, "std";
    NarrowFromBits Narrow [Associated "from_bits"] (Bits) -> T, Pure Exact, "rk_of_bits<T>" 0, "std";
    HalfToF64 Half [Method "to_f64"] (T) -> F64, Pure Exact, "rk_to_f64" 0, "std";
    HalfIsNan Half [Method "is_nan"] (T) -> Bool, Pure Exact, "rk_half_is_nan" 0, "std";
    HalfIsInfinite Half [Method "is_infinite"] (T) -> Bool, Pure Exact, "rk_half_is_infinite" 0, "std";
    HalfIsFinite Half [Method "is_finite"] (T) -> Bool, Pure Exact, "rk_half_is_finite" 0, "std";
    HalfIsNormal Half [Method "is_normal"] (T) -> Bool, Pure Exact, "rk_half_is_normal" 0, "std";
    HalfIsSignNegative Half [Method "is_sign_negative"] (T) -> Bool, Pure Exact, "rk_half_is_sign_negative" 0, "std";
    HalfIsSignPositive Half [Method "is_sign_positive"] (T) -> Bool, Pure Exact, "rk_half_is_sign_positive" 0, "std";
    HalfSignum Half [Method "signum"] (T) -> T, Pure Exact, "rk_half_signum" 0, "std";
    HalfCopysign Half [Method "copysign"] (T, T) -> T, Pure Exact, "rk_half_copysign" 0, "std";
    HalfMin Half [Method "min"] (T, T) -> T, Pure Exact, "rk_half_min" 0, "std";
    HalfMax Half [Method "max"] (T, T) -> T, Pure Exact, "rk_half_max" 0, "std";
}
