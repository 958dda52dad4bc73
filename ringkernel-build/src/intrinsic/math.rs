//! Elementary functions of floats.

use super::row::rows;

rows! {
    Sqrt Float [Method "sqrt"] (T) -> T, Pure Exact, "rk_sqrt" 0, "std";
    Abs Signed [Method "abs"] (T) -> T, Pure Exact, "rk_abs" 0, "std";
    Floor Float [Method "floor"] (T) -> T, Pure Exact, "rk_floor" 0, "std";
    Ceil Float [Method "ceil"] (T) -> T, Pure Exact, "rk_ceil" 0, "std";
    Round Float [Method "round"] (T) -> T, Pure Exact, "rk_round" 0, "std";
    Trunc Float [Method "trunc"] (T) -> T, Pure Exact, "rk_trunc" 0, "std";
    MulAdd Float [Method "mul_add"] (T, T, T) -> T, Pure Exact, "rk_fma" 0, "std";
    Min Number [Method "min"] (T, T) -> T, Pure Exact, "rk_min" 0, "std";
    Max Number [Method "max"] (T, T) -> T, Pure Exact, "rk_max" 0, "std";
    Copysign Float [Method "copysign"] (T, T) -> T, Pure Exact, "rk_copysign" 0, "std";
    Sin Float [Method "sin"] (T) -> T, Pure Ulp(2.0, 2.0), "rk_sin" 0, "std";
    Cos Float [Method "cos"] (T) -> T, Pure Ulp(2.0, 2.0), "rk_cos" 0, "std";
    Tan Float [Method "tan"] (T) -> T, Pure Ulp(4.0, 2.0), "rk_tan" 0, "std";
    Asin Float [Method "asin"] (T) -> T, Pure Ulp(2.0, 2.0), "rk_asin" 0, "std";
    Acos Float [Method "acos"] (T) -> T, Pure Ulp(2.0, 2.0), "rk_acos" 0, "std";
    Atan Float [Method "atan"] (T) -> T, Pure Ulp(2.0, 2.0), "rk_atan" 0, "std";
    Atan2 Float [Method "atan2"] (T, T) -> T, Pure Ulp(3.0, 2.0), "rk_atan2" 0, "std";
    Sinh Float [Method "sinh"] (T) -> T, Pure Ulp(3.0, 2.0), "rk_sinh" 0, "std";
    Cosh Float [Method "cosh"] (T) -> T, Pure Ulp(2.0, 1.0), "rk_cosh" 0, "std";
    Tanh Float [Method "tanh"] (T) -> T, Pure Ulp(2.0, 1.0), "rk_tanh" 0, "std";
    Exp Float [Method "exp"] (T) -> T, Pure Ulp(2.0, 1.0), "rk_exp" 0, "std";
    Exp2 Float [Method "exp2"] (T) -> T, Pure Ulp(2.0, 1.0), "rk_exp2" 0, "std";
    ExpM1 Float [Method "exp_m1"] (T) -> T, Pure Ulp(1.0, 1.0), "rk_expm1" 0, "std";
    Ln Float [Method "ln"] (T) -> T, Pure Ulp(1.0, 1.0), "rk_ln" 0, "std";
    Log2 Float [Method "log2"] (T) -> T, Pure Ulp(1.0, 1.0), "rk_log2" 0, "std";
    Log10 Float [Method "log10"] (T) -> T, Pure Ulp(2.0, 1.0), "rk_log10" 0, "std";
    Ln1p Float [Method "ln_1p"] (T) -> T, Pure Ulp(1.0, 1.0), "rk_log1p" 0, "std";
    Powf Float [Method "powf"] (T, T) -> T, Pure Ulp(4.0, 2.0), "rk_pow" 0, "std";
    Cbrt Float [Method "cbrt"] (T) -> T, Pure Ulp(1.0, 1.0), "rk_cbrt" 0, "std";
    Hypot Float [Method "hypot"] (T, T) -> T, Pure Ulp(3.0, 2.0), "rk_hypot" 0, "std";
}
