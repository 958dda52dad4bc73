//! Elementary functions of floats.

use super::row::rows;
use super::Op;

rows! {
    Sin Float [Method "sin", Function "sin", Pair "sin_cos", PairFunction "sincos"] (T) -> T, Pure Ulp(2.0, 2.0), "rk_sin" 0, "gpu::float::sin";
    Cos Float [Method "cos", Function "cos"] (T) -> T, Pure Ulp(2.0, 2.0), "rk_cos" 0, "gpu::float::cos";
    Tan Float [Method "tan", Function "tan"] (T) -> T, Pure Ulp(4.0, 2.0), "rk_tan" 0, "gpu::float::tan";
    Asin Float [Method "asin", Function "asin"] (T) -> T, Pure Ulp(4.0, 2.0), "rk_asin" 0, "gpu::float::asin";
    Acos Float [Method "acos", Function "acos"] (T) -> T, Pure Ulp(3.0, 2.0), "rk_acos" 0, "gpu::float::acos";
    Atan Float [Method "atan", Function "atan"] (T) -> T, Pure Ulp(2.0, 2.0), "rk_atan" 0, "gpu::float::atan";
    Sinpi Float [Method "sinpi", Function "sinpi"] (T) -> T, Pure Ulp(2.0, 2.0), "rk_sinpi" 0, "gpu::float::sinpi";
    Cospi Float [Method "cospi", Function "cospi"] (T) -> T, Pure Ulp(2.0, 2.0), "rk_cospi" 0, "gpu::float::cospi";
    Sinh Float [Method "sinh", Function "sinh"] (T) -> T, Pure Ulp(3.0, 2.0), "rk_sinh" 0, "gpu::float::sinh";
    Cosh Float [Method "cosh", Function "cosh"] (T) -> T, Pure Ulp(2.0, 1.0), "rk_cosh" 0, "gpu::float::cosh";
    Tanh Float [Method "tanh", Function "tanh"] (T) -> T, Pure Ulp(2.0, 1.0), "rk_tanh" 0, "gpu::float::tanh";
    Asinh Float [Method "asinh", Function "asinh"] (T) -> T, Pure Ulp(3.0, 3.0), "rk_asinh" 0, "gpu::float::asinh";
    Acosh Float [Method "acosh", Function "acosh"] (T) -> T, Pure Ulp(4.0, 3.0), "rk_acosh" 0, "gpu::float::acosh";
    Atanh Float [Method "atanh", Function "atanh"] (T) -> T, Pure Ulp(3.0, 2.0), "rk_atanh" 0, "gpu::float::atanh";
    Exp Float [Method "exp", Function "exp"] (T) -> T, Pure Ulp(2.0, 1.0), "rk_exp" 0, "gpu::float::exp";
    Exp2 Float [Method "exp2", Function "exp2"] (T) -> T, Pure Ulp(2.0, 1.0), "rk_exp2" 0, "gpu::float::exp2";
    Exp10 Float [Method "exp10", Function "exp10"] (T) -> T, Pure Ulp(2.0, 1.0), "rk_exp10" 0, "gpu::float::exp10";
    Atan2 Float [Method "atan2", Function "atan2"] (T, T) -> T, Pure Ulp(3.0, 2.0), "rk_atan2" 0, "gpu::float::atan2";
    ExpM1 Float [Method "exp_m1", Function "expm1"] (T) -> T, Pure Ulp(1.0, 1.0), "rk_expm1" 0, "gpu::float::expm1";
    Ln Float [Method "ln", Function "ln", Function "log"] (T) -> T, Pure Ulp(1.0, 1.0), "rk_ln" 0, "gpu::float::ln";
    Log Float [Method "log"] (T, T) -> T, Pure Ulp(3.0, 3.0), "rk_log" 0, "std";
    Log2 Float [Method "log2", Function "log2"] (T) -> T, Pure Ulp(1.0, 1.0), "rk_log2" 0, "gpu::float::log2";
    Log10 Float [Method "log10", Function "log10"] (T) -> T, Pure Ulp(2.0, 1.0), "rk_log10" 0, "gpu::float::log10";
    Ln1p Float [Method "ln_1p", Function "log1p"] (T) -> T, Pure Ulp(1.0, 1.0), "rk_log1p" 0, "gpu::float::log1p";
    Powf Float [Method "powf", Function "powf", Function "pow"] (T, T) -> T, Pure Ulp(8.0, 2.0), "rk_pow" 0, "gpu::float::powf";
    Powi Float [Method "powi", Function "powi"] (T, I32) -> T, Pure Ulp(4.0, 4.0), "rk_powi" 0, "gpu::float::powi";
    Ldexp Float [Function "ldexp", Function "scalbn"] (T, I32) -> T, Pure Exact, "rk_ldexp" 0, "gpu::float::ldexp";
    Ilogb Float [Function "ilogb"] (T) -> I32, Pure Exact, "rk_ilogb" 0, "gpu::float::ilogb";
}

/// The operation whose result is the second of a pair that the other's is the first of.
#[must_use]
pub fn partner(op: Op) -> Option<Op> {
    (op == Op::Sin).then_some(Op::Cos)
}
