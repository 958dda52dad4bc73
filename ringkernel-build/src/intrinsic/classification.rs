//! What kind of value a float is.

use super::row::rows;

rows! {
    IsNan Float [Method "is_nan"] (T) -> Bool, Pure Exact, "rk_is_nan" 0, "std";
    IsInfinite Float [Method "is_infinite"] (T) -> Bool, Pure Exact, "rk_is_infinite" 0, "std";
    IsFinite Float [Method "is_finite"] (T) -> Bool, Pure Exact, "rk_is_finite" 0, "std";
}
