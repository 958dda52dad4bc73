//! What kind of value a float is, and its bits.

use super::row::rows;

rows! {
    IsNan Float [Method "is_nan", Function "is_nan", Function "isnan"] (T) -> Bool, Pure Exact, "rk_is_nan" 0, "gpu::float::is_nan";
    IsInfinite Float [Method "is_infinite", Function "is_infinite", Function "isinf"] (T) -> Bool, Pure Exact, "rk_is_infinite" 0, "gpu::float::is_infinite";
    IsFinite Float [Method "is_finite", Function "is_finite", Function "isfinite"] (T) -> Bool, Pure Exact, "rk_is_finite" 0, "gpu::float::is_finite";
    IsNormal Float [Method "is_normal", Function "is_normal", Function "isnormal"] (T) -> Bool, Pure Exact, "rk_is_normal" 0, "gpu::float::is_normal";
    IsSubnormal Float [Method "is_subnormal"] (T) -> Bool, Pure Exact, "rk_is_subnormal" 0, "std";
    IsSignNegative Float [Method "is_sign_negative", Function "is_sign_negative", Function "signbit"] (T) -> Bool, Pure Exact, "rk_is_sign_negative" 0, "gpu::float::is_sign_negative";
    IsSignPositive Float [Method "is_sign_positive"] (T) -> Bool, Pure Exact, "rk_is_sign_positive" 0, "std";
    ToBits Float [Method "to_bits"] (T) -> Bits, Pure Exact, "rk_to_bits" 0, "std";
    FromBits Float [Associated "from_bits"] (Bits) -> T, Pure Exact, "rk_from_bits" 0, "std";
    Nan Float [Function "nan"] () -> T, Pure Exact, "rk_nan" 0, "gpu::float::nan";
}
