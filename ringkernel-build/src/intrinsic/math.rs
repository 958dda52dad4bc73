//! Arithmetic of floats, and what floats and integers share.

use super::row::rows;

rows! {
    Sqrt Float [Method "sqrt", Function "sqrt"] (T) -> T, Pure Exact, "rk_sqrt" 0, "gpu::float::sqrt";
    Rsqrt Float [Method "rsqrt", Function "rsqrt"] (T) -> T, Pure Ulp(2.0, 1.0), "rk_rsqrt" 0, "gpu::float::rsqrt";
    Abs Signed [Method "abs", Function "abs"] (T) -> T, Pure Exact, "rk_abs" 0, "gpu::number::abs";
    Fabs Float [Function "fabs"] (T) -> T, Pure Exact, "rk_abs" 0, "gpu::float::fabs";
    Floor Float [Method "floor", Function "floor"] (T) -> T, Pure Exact, "rk_floor" 0, "gpu::float::floor";
    Ceil Float [Method "ceil", Function "ceil"] (T) -> T, Pure Exact, "rk_ceil" 0, "gpu::float::ceil";
    Round Float [Method "round", Function "round"] (T) -> T, Pure Exact, "rk_round" 0, "gpu::float::round";
    RoundTiesEven Float [Method "round_ties_even"] (T) -> T, Pure Exact, "rk_round_ties_even" 0, "std";
    Trunc Float [Method "trunc", Function "trunc"] (T) -> T, Pure Exact, "rk_trunc" 0, "gpu::float::trunc";
    Fract Float [Method "fract"] (T) -> T, Pure Exact, "rk_fract" 0, "std";
    MulAdd Float [Method "mul_add", Function "mul_add", Function "fma"] (T, T, T) -> T, Pure Exact, "rk_fma" 0, "gpu::float::mul_add";
    Min Number [Method "min", Function "min"] (T, T) -> T, Pure Exact, "rk_min" 0, "gpu::number::min";
    Max Number [Method "max", Function "max"] (T, T) -> T, Pure Exact, "rk_max" 0, "gpu::number::max";
    Fmin Float [Function "fmin"] (T, T) -> T, Pure Exact, "rk_min" 0, "gpu::float::fmin";
    Fmax Float [Function "fmax"] (T, T) -> T, Pure Exact, "rk_max" 0, "gpu::float::fmax";
    Signum Signed [Method "signum"] (T) -> T, Pure Exact, "rk_signum" 0, "std";
    Fmod Float [Function "fmod"] (T, T) -> T, Pure Exact, "rk_rem" 0, "gpu::float::fmod";
    Remainder Float [Function "remainder"] (T, T) -> T, Pure Exact, "rk_remainder" 0, "gpu::float::remainder";
    Copysign Float [Method "copysign", Function "copysign"] (T, T) -> T, Pure Exact, "rk_copysign" 0, "gpu::float::copysign";
    Cbrt Float [Method "cbrt", Function "cbrt"] (T) -> T, Pure Ulp(1.0, 1.0), "rk_cbrt" 0, "gpu::float::cbrt";
    Hypot Float [Method "hypot", Function "hypot"] (T, T) -> T, Pure Ulp(3.0, 2.0), "rk_hypot" 0, "gpu::float::hypot";
    ToDegrees Float [Method "to_degrees"] (T) -> T, Pure Exact, "rk_to_degrees" 0, "std";
    ToRadians Float [Method "to_radians"] (T) -> T, Pure Exact, "rk_to_radians" 0, "std";
    NextUp Float [Method "next_up"] (T) -> T, Pure Exact, "rk_next_up" 0, "std";
    NextDown Float [Method "next_down"] (T) -> T, Pure Exact, "rk_next_down" 0, "std";
    Nextafter Float [Function "nextafter"] (T, T) -> T, Pure Exact, "rk_nextafter" 0, "gpu::float::nextafter";
    Fdim Float [Function "fdim"] (T, T) -> T, Pure Exact, "rk_fdim" 0, "gpu::float::fdim";
    FloatRemEuclid Float [Method "rem_euclid"] (T, T) -> T, Pure Exact, "rk_rem_euclid" 0, "std";
    FloatDivEuclid Float [Method "div_euclid"] (T, T) -> T, Pure Exact, "rk_div_euclid" 0, "std";
}
