//! Random expressions of many operators: the parentheses that are printed must group as the tree does.

use crate::build::*;
use crate::emulate::{run, Case};
use ringkernel_build::ir::{BinaryOp, Expr, ExprKind, Literal, Scalar, Type, UnaryOp};

/// A sequence that looks random and is the same on every machine (Marsaglia's xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).expect("31 bits") % bound
    }

    fn pick<T: Copy>(&mut self, among: &[T]) -> T {
        among[self.below(among.len())]
    }
}

/// A value of one of the types that the trees have.
#[derive(Clone, Copy, Debug)]
enum Value {
    Bool(bool),
    I32(i32),
    U32(u32),
    F32(f32),
}

const ARITHMETIC: &[BinaryOp] = &[BinaryOp::Add, BinaryOp::Sub, BinaryOp::Mul];
const BITS: &[BinaryOp] = &[
    BinaryOp::BitAnd,
    BinaryOp::BitOr,
    BinaryOp::BitXor,
    BinaryOp::Shl,
    BinaryOp::Shr,
];
const COMPARISONS: &[BinaryOp] = &[
    BinaryOp::Eq,
    BinaryOp::Ne,
    BinaryOp::Lt,
    BinaryOp::Le,
    BinaryOp::Gt,
    BinaryOp::Ge,
];
const LOGIC: &[BinaryOp] = &[
    BinaryOp::And,
    BinaryOp::Or,
    BinaryOp::BitAnd,
    BinaryOp::BitOr,
    BinaryOp::BitXor,
];

/// A tree of the type; its leaves are `a`, `b` and literals.
fn tree(random: &mut Random, scalar: Scalar, depth: u32, a: &Expr, b: &Expr) -> Expr {
    let numbers = [Scalar::I32, Scalar::U32, Scalar::F32];
    if depth == 0 || random.below(8) == 0 {
        return leaf(random, scalar, a, b);
    }
    let sub = |random: &mut Random, scalar| Box::new(tree(random, scalar, depth - 1, a, b));
    if scalar == Scalar::Bool {
        let kind = match random.below(5) {
            0 | 1 => {
                let of = random.pick(&[Scalar::I32, Scalar::U32, Scalar::F32, Scalar::Bool]);
                let op = random.pick(COMPARISONS);
                ExprKind::Binary(op, sub(random, of), sub(random, of))
            }
            2 => ExprKind::Unary(UnaryOp::Not, sub(random, scalar)),
            _ => ExprKind::Binary(random.pick(LOGIC), sub(random, scalar), sub(random, scalar)),
        };
        return typed(scalar, kind);
    }
    let kind = match random.below(8) {
        0 => {
            let from = random.pick(&numbers);
            ExprKind::Cast(sub(random, from))
        }
        1 if scalar != Scalar::U32 => ExprKind::Unary(UnaryOp::Neg, sub(random, scalar)),
        2 if scalar != Scalar::F32 => ExprKind::Unary(UnaryOp::Not, sub(random, scalar)),
        3..=5 if scalar != Scalar::F32 => {
            let op = random.pick(BITS);
            ExprKind::Binary(op, sub(random, scalar), sub(random, scalar))
        }
        _ => ExprKind::Binary(
            random.pick(ARITHMETIC),
            sub(random, scalar),
            sub(random, scalar),
        ),
    };
    typed(scalar, kind)
}

fn leaf(random: &mut Random, scalar: Scalar, a: &Expr, b: &Expr) -> Expr {
    let argument = random.pick(&[a, b]).clone();
    match (random.below(2), scalar) {
        (0, Scalar::I32) => argument,
        (0, Scalar::U32 | Scalar::F32) => cast(scalar, argument),
        (_, Scalar::I32) => int(scalar, random.pick(&[-3, -1, 0, 2, 5, 31])),
        (_, Scalar::U32) => int(scalar, random.pick(&[0, 1, 2, 7, 30])),
        (_, Scalar::F32) => f32(random.pick(&[-1.5, -0.0, 0.25, 3.0])),
        (_, Scalar::Bool) => compare(BinaryOp::Lt, a.clone(), b.clone()),
        (
            _,
            Scalar::I8
            | Scalar::U8
            | Scalar::I16
            | Scalar::U16
            | Scalar::I64
            | Scalar::U64
            | Scalar::Isize
            | Scalar::Usize
            | Scalar::F64
            | Scalar::F16
            | Scalar::Bf16
            | Scalar::F8E4M3
            | Scalar::F8E5M2,
        ) => unreachable!("the trees have four types"),
    }
}

/// What Rust makes of a tree.
fn evaluate(expr: &Expr, a: i32, b: i32) -> Value {
    let value = |expr: &Expr| evaluate(expr, a, b);
    match &expr.kind {
        ExprKind::Literal(Literal::Int(int)) if expr.ty == Type::Scalar(Scalar::I32) => {
            Value::I32(i32::try_from(*int).expect("leaves are small"))
        }
        ExprKind::Literal(Literal::Int(int)) => {
            Value::U32(u32::try_from(*int).expect("leaves are small"))
        }
        ExprKind::Literal(Literal::F32(float)) => Value::F32(*float),
        ExprKind::Load(place) => Value::I32(if place.root.index() == 3 { a } else { b }),
        ExprKind::Cast(operand) => as_scalar(value(operand), expr.ty),
        ExprKind::Unary(UnaryOp::Neg, operand) => match value(operand) {
            Value::I32(x) => Value::I32(x.wrapping_neg()),
            Value::F32(x) => Value::F32(-x),
            Value::Bool(_) | Value::U32(_) => unreachable!("these have no negation"),
        },
        ExprKind::Unary(UnaryOp::Not, operand) => match value(operand) {
            Value::I32(x) => Value::I32(!x),
            Value::U32(x) => Value::U32(!x),
            Value::Bool(x) => Value::Bool(!x),
            Value::F32(_) => unreachable!("floats have no complement"),
        },
        ExprKind::Binary(op, left, right) => match (value(left), value(right)) {
            (Value::I32(x), Value::I32(y)) => integer(*op, x, y),
            (Value::U32(x), Value::U32(y)) => natural(*op, x, y),
            (Value::F32(x), Value::F32(y)) => float(*op, x, y),
            (Value::Bool(x), Value::Bool(y)) => truth(*op, x, y),
            (x, y) => unreachable!("{x:?} {op:?} {y:?}"),
        },
        ExprKind::Literal(_)
        | ExprKind::Pass(_)
        | ExprKind::Borrow(_)
        | ExprKind::Len(_)
        | ExprKind::Intrinsic(..)
        | ExprKind::Struct(..)
        | ExprKind::Variant(..)
        | ExprKind::Tag(_)
        | ExprKind::Array(_)
        | ExprKind::Repeat(_)
        | ExprKind::Whole(_)
        | ExprKind::Part { .. }
        | ExprKind::Neighbor { .. } => unreachable!("the trees have none"),
    }
}

fn as_scalar(value: Value, ty: Type) -> Value {
    match (value, ty) {
        (Value::I32(x), Type::Scalar(Scalar::I32)) => Value::I32(x),
        (Value::I32(x), Type::Scalar(Scalar::U32)) => Value::U32(x as u32),
        (Value::I32(x), Type::Scalar(Scalar::F32)) => Value::F32(x as f32),
        (Value::U32(x), Type::Scalar(Scalar::I32)) => Value::I32(x as i32),
        (Value::U32(x), Type::Scalar(Scalar::U32)) => Value::U32(x),
        (Value::U32(x), Type::Scalar(Scalar::F32)) => Value::F32(x as f32),
        (Value::F32(x), Type::Scalar(Scalar::I32)) => Value::I32(x as i32),
        (Value::F32(x), Type::Scalar(Scalar::U32)) => Value::U32(x as u32),
        (Value::F32(x), Type::Scalar(Scalar::F32)) => Value::F32(x),
        (value, ty) => unreachable!("{value:?} as {ty:?}"),
    }
}

macro_rules! compared {
    ($op:expr, $x:expr, $y:expr) => {
        match $op {
            BinaryOp::Eq => Value::Bool($x == $y),
            BinaryOp::Ne => Value::Bool($x != $y),
            BinaryOp::Lt => Value::Bool($x < $y),
            BinaryOp::Le => Value::Bool($x <= $y),
            BinaryOp::Gt => Value::Bool($x > $y),
            BinaryOp::Ge => Value::Bool($x >= $y),
            op => unreachable!("{op:?}"),
        }
    };
}

fn integer(op: BinaryOp, x: i32, y: i32) -> Value {
    Value::I32(match op {
        BinaryOp::Add => x.wrapping_add(y),
        BinaryOp::Sub => x.wrapping_sub(y),
        BinaryOp::Mul => x.wrapping_mul(y),
        BinaryOp::BitAnd => x & y,
        BinaryOp::BitOr => x | y,
        BinaryOp::BitXor => x ^ y,
        BinaryOp::Shl => x.wrapping_shl(y as u32),
        BinaryOp::Shr => x.wrapping_shr(y as u32),
        op => return compared!(op, x, y),
    })
}

fn natural(op: BinaryOp, x: u32, y: u32) -> Value {
    Value::U32(match op {
        BinaryOp::Add => x.wrapping_add(y),
        BinaryOp::Sub => x.wrapping_sub(y),
        BinaryOp::Mul => x.wrapping_mul(y),
        BinaryOp::BitAnd => x & y,
        BinaryOp::BitOr => x | y,
        BinaryOp::BitXor => x ^ y,
        BinaryOp::Shl => x.wrapping_shl(y),
        BinaryOp::Shr => x.wrapping_shr(y),
        op => return compared!(op, x, y),
    })
}

fn float(op: BinaryOp, x: f32, y: f32) -> Value {
    Value::F32(match op {
        BinaryOp::Add => x + y,
        BinaryOp::Sub => x - y,
        BinaryOp::Mul => x * y,
        op => return compared!(op, x, y),
    })
}

fn truth(op: BinaryOp, x: bool, y: bool) -> Value {
    Value::Bool(match op {
        BinaryOp::And | BinaryOp::BitAnd => x && y,
        BinaryOp::Or | BinaryOp::BitOr => x || y,
        BinaryOp::BitXor => x ^ y,
        op => return compared!(op, x, y),
    })
}

/// A tree cast to i32, so that all cases have the same type.
fn whole(random: &mut Random, a: &Expr, b: &Expr) -> Expr {
    let scalar = random.pick(&[Scalar::I32, Scalar::U32, Scalar::F32, Scalar::Bool]);
    cast(Scalar::I32, tree(random, scalar, 5, a, b))
}

#[test]
fn parentheses_group_as_the_tree_does() {
    let mut cases = Vec::new();
    for seed in 1..=300_u64 {
        let start = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let expr = |a: Expr, b: Expr| whole(&mut Random(start), &a, &b);
        // The kernel's locals: three slices, then the two arguments.
        let mut f = function("twin");
        for _ in 0..3 {
            named(&mut f, "slice", slice(Scalar::I32, false));
        }
        let (a, b) = (
            named(&mut f, "x", Type::Scalar(Scalar::I32)),
            named(&mut f, "y", Type::Scalar(Scalar::I32)),
        );
        let twin = expr(load(Scalar::I32, a), load(Scalar::I32, b));
        let ExprKind::Cast(inner) = &twin.kind else {
            unreachable!("a whole tree is a cast")
        };
        cases.push(Case::of(
            &format!("tree {seed}"),
            expr,
            |a: i32, b: i32| match evaluate(inner, a, b) {
                Value::Bool(x) => i32::from(x),
                Value::I32(x) => x,
                Value::U32(x) => x as i32,
                Value::F32(x) => x as i32,
            },
        ));
    }
    run("trees", &cases);
}
