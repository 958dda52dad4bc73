//! Every operator, cast and exact intrinsic, on every pair of edge values: the printed C, compiled by the host's C++
//! compiler with its checks for undefined behaviour on, must give what rustc's code gives.

use crate::build::*;
use crate::emulate::{run, Bits, Case};
use ringkernel_build::intrinsic::Op;
use ringkernel_build::ir::BinaryOp::{
    Add, BitAnd, BitOr, BitXor, Div, Eq, Ge, Gt, Le, Lt, Mul, Ne, Rem, Shl, Shr, Sub,
};
use ringkernel_build::ir::{Expr, ExprKind, Scalar, Type, UnaryOp};

fn intrinsic(op: Op, result: Scalar, args: Vec<Expr>) -> Expr {
    typed(result, ExprKind::Intrinsic(op, args))
}

macro_rules! comparisons {
    ($cases:ident, $t:ty) => {
        $cases.push(Case::of(
            "eq",
            |a, b| compare(Eq, a, b),
            |a: $t, b: $t| a == b,
        ));
        $cases.push(Case::of(
            "ne",
            |a, b| compare(Ne, a, b),
            |a: $t, b: $t| a != b,
        ));
        $cases.push(Case::of(
            "lt",
            |a, b| compare(Lt, a, b),
            |a: $t, b: $t| a < b,
        ));
        $cases.push(Case::of(
            "le",
            |a, b| compare(Le, a, b),
            |a: $t, b: $t| a <= b,
        ));
        $cases.push(Case::of(
            "gt",
            |a, b| compare(Gt, a, b),
            |a: $t, b: $t| a > b,
        ));
        $cases.push(Case::of(
            "ge",
            |a, b| compare(Ge, a, b),
            |a: $t, b: $t| a >= b,
        ));
    };
}

macro_rules! bits {
    ($cases:ident, $t:ty) => {
        $cases.push(Case::of(
            "and",
            |a, b| binary(BitAnd, a, b),
            |a: $t, b: $t| a & b,
        ));
        $cases.push(Case::of(
            "or",
            |a, b| binary(BitOr, a, b),
            |a: $t, b: $t| a | b,
        ));
        $cases.push(Case::of(
            "xor",
            |a, b| binary(BitXor, a, b),
            |a: $t, b: $t| a ^ b,
        ));
        $cases.push(Case::of(
            "not",
            |a, b| binary(BitAnd, unary(UnaryOp::Not, a), b),
            |a: $t, b: $t| !a & b,
        ));
    };
}

/// `a.op(b)` of an intrinsic that keeps the type.
fn same(op: Op, scalar: Scalar) -> impl Fn(Expr, Expr) -> Expr {
    move |a, b| intrinsic(op, scalar, vec![a, b])
}

/// `a.op()`.
fn one(op: Op, result: Scalar) -> impl Fn(Expr, Expr) -> Expr {
    move |a, _| intrinsic(op, result, vec![a])
}

macro_rules! shifts {
    ($cases:ident, $t:ty, $by:ty) => {
        $cases.push(Case::of(
            "shl",
            |a, b| binary(Shl, a, b),
            |a: $t, b: $by| a.wrapping_shl(b as u32),
        ));
        $cases.push(Case::of(
            "shr",
            |a, b| binary(Shr, a, b),
            |a: $t, b: $by| a.wrapping_shr(b as u32),
        ));
    };
}

macro_rules! integers {
    ($cases:ident, $t:ty) => {
        let scalar = <$t>::SCALAR;
        comparisons!($cases, $t);
        bits!($cases, $t);
        shifts!($cases, $t, u32);
        shifts!($cases, $t, i64);
        $cases.push(Case::of(
            "add",
            |a, b| binary(Add, a, b),
            <$t>::wrapping_add,
        ));
        $cases.push(Case::of(
            "sub",
            |a, b| binary(Sub, a, b),
            <$t>::wrapping_sub,
        ));
        $cases.push(Case::of(
            "mul",
            |a, b| binary(Mul, a, b),
            <$t>::wrapping_mul,
        ));
        $cases.push(Case::checked("div", Div, <$t>::checked_div));
        $cases.push(Case::checked("rem", Rem, <$t>::checked_rem));
        $cases.push(Case::of("min", same(Op::Min, scalar), <$t>::min));
        $cases.push(Case::of("max", same(Op::Max, scalar), <$t>::max));
        $cases.push(Case::of(
            "shift by a literal",
            |a, b| {
                binary(
                    Shr,
                    binary(Shl, a, int(Scalar::U32, 3)),
                    binary(BitAnd, b, int(scalar, 1)),
                )
            },
            |a: $t, b: $t| (a << 3) >> (b & 1),
        ));
        $cases.push(Case::of(
            "wrapping_neg",
            one(Op::WrappingNeg, scalar),
            |a: $t, _: bool| a.wrapping_neg(),
        ));
        let count = Scalar::U32;
        $cases.push(Case::of(
            "ones",
            one(Op::CountOnes, count),
            |a: $t, _: bool| a.count_ones(),
        ));
        $cases.push(Case::of(
            "clz",
            one(Op::LeadingZeros, count),
            |a: $t, _: bool| a.leading_zeros(),
        ));
        $cases.push(Case::of(
            "ctz",
            one(Op::TrailingZeros, count),
            |a: $t, _: bool| a.trailing_zeros(),
        ));
        $cases.push(Case::of(
            "rol",
            same(Op::RotateLeft, scalar),
            |a: $t, b: u32| a.rotate_left(b),
        ));
        $cases.push(Case::of(
            "ror",
            same(Op::RotateRight, scalar),
            |a: $t, b: u32| a.rotate_right(b),
        ));
        $cases.push(Case::of(
            "literals",
            |a, b| {
                let edge = |value: $t| int(scalar, value.into());
                binary(
                    Add,
                    binary(BitXor, a, edge(<$t>::MIN)),
                    binary(BitXor, b, edge(<$t>::MAX)),
                )
            },
            |a: $t, b: $t| (a ^ <$t>::MIN).wrapping_add(b ^ <$t>::MAX),
        ));
    };
}

macro_rules! signed {
    ($cases:ident, $t:ty) => {
        $cases.push(Case::of(
            "neg",
            |a, _| unary(UnaryOp::Neg, a),
            |a: $t, _: bool| a.wrapping_neg(),
        ));
        $cases.push(Case::of(
            "abs",
            one(Op::Abs, <$t>::SCALAR),
            |a: $t, _: bool| a.wrapping_abs(),
        ));
    };
}

macro_rules! unary_floats {
    ($cases:ident, $t:ty, $apart:literal, $($op:ident $method:ident)*) => {
        $($cases.push(
            Case::of(stringify!($method), one(Op::$op, <$t>::SCALAR), |a: $t, _: bool| a.$method()).within($apart),
        );)*
    };
}

macro_rules! floats {
    ($cases:ident, $t:ty) => {
        let scalar = <$t>::SCALAR;
        comparisons!($cases, $t);
        $cases.push(Case::of("add", |a, b| binary(Add, a, b), |a: $t, b: $t| a + b));
        $cases.push(Case::of("sub", |a, b| binary(Sub, a, b), |a: $t, b: $t| a - b));
        $cases.push(Case::of("mul", |a, b| binary(Mul, a, b), |a: $t, b: $t| a * b));
        $cases.push(Case::of("div", |a, b| binary(Div, a, b), |a: $t, b: $t| a / b));
        $cases.push(Case::of("rem", |a, b| binary(Rem, a, b), |a: $t, b: $t| a % b));
        $cases.push(Case::of(
            "grouping",
            |a, b| binary(Sub, a.clone(), binary(Sub, binary(Mul, a, b.clone()), b)),
            |a: $t, b: $t| a - (a * b - b),
        ));
        $cases.push(Case::of(
            "negation",
            |a, b| unary(UnaryOp::Neg, unary(UnaryOp::Neg, binary(Sub, unary(UnaryOp::Neg, a), b))),
            |a: $t, b: $t| -(-(-a - b)),
        ));
        $cases.push(Case::of("copysign", same(Op::Copysign, scalar), |a: $t, b: $t| a.copysign(b)));
        $cases.push(Case::of(
            "fma",
            |a, b| intrinsic(Op::MulAdd, scalar, vec![a.clone(), b, a]),
            |a: $t, b: $t| a.mul_add(b, a),
        ));
        // Of two zeros either may be the least, so they are told apart no further.
        let zero = |a, b| binary(Add, a, b);
        $cases.push(Case::of(
            "min",
            move |a, b| zero(intrinsic(Op::Min, scalar, vec![a, b]), typed_zero(scalar)),
            |a: $t, b: $t| a.min(b) + 0.0,
        ));
        $cases.push(Case::of(
            "max",
            move |a, b| zero(intrinsic(Op::Max, scalar, vec![a, b]), typed_zero(scalar)),
            |a: $t, b: $t| a.max(b) + 0.0,
        ));
        unary_floats!($cases, $t, 0, Sqrt sqrt Abs abs Floor floor Ceil ceil Round round Trunc trunc);
        unary_floats!($cases, $t, 1, Sin sin Cos cos Tan tan Asin asin Acos acos Atan atan Sinh sinh Cosh cosh Tanh tanh);
        unary_floats!($cases, $t, 1, Exp exp Exp2 exp2 ExpM1 exp_m1 Ln ln Log2 log2 Log10 log10 Ln1p ln_1p Cbrt cbrt);
        $cases.push(Case::of("atan2", same(Op::Atan2, scalar), |a: $t, b: $t| a.atan2(b)).within(1));
        $cases.push(Case::of("powf", same(Op::Powf, scalar), |a: $t, b: $t| a.powf(b)).within(1));
        $cases.push(Case::of("hypot", same(Op::Hypot, scalar), |a: $t, b: $t| a.hypot(b)).within(1));
        $cases.push(Case::of("nan", one(Op::IsNan, Scalar::Bool), |a: $t, _: bool| a.is_nan()));
        $cases.push(Case::of("inf", one(Op::IsInfinite, Scalar::Bool), |a: $t, _: bool| a.is_infinite()));
        $cases.push(Case::of("finite", one(Op::IsFinite, Scalar::Bool), |a: $t, _: bool| a.is_finite()));
        for (number, value) in <$t>::edges().into_iter().enumerate() {
            $cases.push(Case::of(
                &format!("literal {number}"),
                move |a, _| binary(Add, value.literal(), a),
                move |a: $t, _: bool| value + a,
            ));
        }
    };
}

macro_rules! casts {
    ($cases:ident, $from:ty => $($to:ty)*) => {
        $cases.extend([$(Case::of(
            stringify!($from as $to),
            |a, _| cast(<$to>::SCALAR, a),
            |a: $from, _: bool| a as $to,
        )),*]);
    };
}

fn typed_zero(scalar: Scalar) -> Expr {
    let mut zero = f32(0.0);
    if scalar == Scalar::F64 {
        zero = 0.0_f64.literal();
    }
    zero.ty = Type::Scalar(scalar);
    zero
}

#[test]
fn integer_operators_keep_rusts_meaning() {
    let mut cases = Vec::new();
    integers!(cases, i32);
    integers!(cases, u32);
    integers!(cases, i64);
    integers!(cases, u64);
    signed!(cases, i32);
    signed!(cases, i64);
    run("integers", &cases);
}

#[test]
fn float_operators_and_literals_keep_rusts_meaning() {
    let mut cases = Vec::new();
    floats!(cases, f32);
    floats!(cases, f64);
    run("floats", &cases);
}

#[test]
fn casts_and_bools_keep_rusts_meaning() {
    let mut cases = Vec::new();
    casts!(cases, bool => i32 u32 i64 u64);
    casts!(cases, i32 => i32 u32 i64 u64 f32 f64);
    casts!(cases, u32 => i32 u32 i64 u64 f32 f64);
    casts!(cases, i64 => i32 u32 i64 u64 f32 f64);
    casts!(cases, u64 => i32 u32 i64 u64 f32 f64);
    casts!(cases, f32 => i32 u32 i64 u64 f32 f64);
    casts!(cases, f64 => i32 u32 i64 u64 f32 f64);
    comparisons!(cases, bool);
    bits!(cases, bool);
    run("casts", &cases);
}
