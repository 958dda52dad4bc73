//! Expressions and places.

use super::stmt::Body;
use super::types;
use crate::intrinsic::{self, Kind, Op};
use crate::ir::{
    BinaryOp, Element, Expr, ExprKind, Handle, Literal, Local, Place, Projection, Scalar, Type,
    UnaryOp,
};
use crate::schedule::KernelPlan;

/// How tightly a piece of C binds, loosest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Or,
    And,
    BitOr,
    BitXor,
    BitAnd,
    Equality,
    Relation,
    Shift,
    Sum,
    Product,
    Unary,
    Postfix,
}

/// The device library's names of scopes and orders, by their numbers in the IR.
const SCOPES: [&str; 3] = ["RK_BLOCK", "RK_DEVICE", "RK_SYSTEM"];
const ORDERS: [&str; 4] = ["RK_RELAXED", "RK_ACQUIRE", "RK_RELEASE", "RK_ACQ_REL"];

/// The number of a scope or order.
fn named(arg: &Expr) -> usize {
    match &arg.kind {
        ExprKind::Literal(Literal::Int(number)) => {
            usize::try_from(*number).expect("lowering numbers them from 0")
        }
        _other => unreachable!("lowering lets only names be scopes and orders"),
    }
}

/// C text and how tightly it binds.
struct Piece {
    text: String,
    level: Level,
}

impl Piece {
    fn new(level: Level, text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            level,
        }
    }

    /// As an operand that must bind at least as tightly as `level`.
    fn within(self, level: Level) -> String {
        if self.level < level {
            format!("({})", self.text)
        } else {
            self.text
        }
    }
}

impl Body<'_> {
    /// An expression where any operator may stand.
    pub(super) fn expr(&self, expr: &Expr) -> String {
        self.piece(expr).text
    }

    /// Expressions between commas.
    pub(super) fn list(&self, exprs: &[Expr]) -> String {
        let texts: Vec<_> = exprs.iter().map(|expr| self.expr(expr)).collect();
        texts.join(", ")
    }

    fn piece(&self, expr: &Expr) -> Piece {
        match &expr.kind {
            ExprKind::Literal(value) => literal(*value, expr.ty),
            ExprKind::Load(place) | ExprKind::Borrow(place) => {
                Piece::new(Level::Postfix, self.place(place))
            }
            ExprKind::Pass(local) => {
                let (from, to) = (self.function.locals[*local].ty, expr.ty);
                self.pass(*local, from, to)
            }
            ExprKind::Whole(place) => {
                let ty = types::ty(&self.cx.globals, expr.ty);
                let place = self.place(place);
                Piece::new(Level::Postfix, format!("rk_whole<{ty}>({place})"))
            }
            ExprKind::Part { slice, start, end } => {
                let (slice, start, end) = (self.expr(slice), self.expr(start), self.expr(end));
                Piece::new(Level::Postfix, format!("rk_part({slice}, {start}, {end})"))
            }
            ExprKind::Variant(handle, variant, fields) => {
                let names = &self.cx.globals.enums[handle.index()];
                let maker = &names.variants[*variant as usize].maker;
                Piece::new(Level::Postfix, format!("{maker}({})", self.list(fields)))
            }
            ExprKind::Tag(place) => {
                Piece::new(Level::Postfix, format!("{}.rk_tag", self.place(place)))
            }
            ExprKind::Array(elements) => {
                let ty = types::ty(&self.cx.globals, expr.ty);
                Piece::new(
                    Level::Postfix,
                    format!("{ty}{{{{{}}}}}", self.list(elements)),
                )
            }
            ExprKind::Repeat(value) => {
                let ty = types::ty(&self.cx.globals, expr.ty);
                Piece::new(
                    Level::Postfix,
                    format!("rk_repeat<{ty}>({})", self.expr(value)),
                )
            }
            ExprKind::Len(slice) => {
                Piece::new(Level::Postfix, format!("{}.len", self.name(*slice)))
            }
            ExprKind::Unary(op, operand) => self.unary(*op, operand),
            ExprKind::Binary(op, left, right) => self.binary(*op, left, right),
            ExprKind::Cast(operand) => self.cast(operand, types::scalar(expr.ty)),
            ExprKind::Intrinsic(op, args) => {
                let spelling = match (op, self.cx.plan) {
                    // An actor is one block. Others of its launch lie beside it along z.
                    (Op::BlockIdxZ, KernelPlan::Ring { .. }) => "0",
                    (Op::GridDimZ, KernelPlan::Ring { .. }) => "1",
                    _ => intrinsic::row(*op).cuda,
                };
                if !args.is_empty() {
                    Piece::new(Level::Postfix, self.intrinsic_call(*op, args, expr.ty))
                } else if spelling.starts_with('(') {
                    Piece::new(Level::Unary, spelling)
                } else {
                    Piece::new(Level::Postfix, spelling)
                }
            }
            ExprKind::Struct(handle, fields) => {
                let name = &self.cx.globals.structs[handle.index()].name;
                Piece::new(Level::Postfix, format!("{name}{{{}}}", self.list(fields)))
            }
            ExprKind::Neighbor { field, offset } => {
                Piece::new(Level::Postfix, neighbor(self.name(*field), *offset))
            }
        }
    }

    /// The slice or reference a local holds, a reference as what it points to.
    fn pass(&self, local: Handle<Local>, from: Type, to: Type) -> Piece {
        let name = self.name(local);
        match (from, to) {
            (Type::Slice { mutable: true, .. }, Type::Slice { mutable: false, .. }) => {
                Piece::new(Level::Postfix, format!("rk_shared({name})"))
            }
            (Type::Ref { .. }, _) if !self.is_param(local) => {
                Piece::new(Level::Unary, format!("*{name}"))
            }
            (
                Type::Unit
                | Type::Scalar(_)
                | Type::Struct(_)
                | Type::Enum(_)
                | Type::Array(_)
                | Type::Slice { .. }
                | Type::Ref { .. }
                | Type::GridPos
                | Type::RingContext,
                _,
            ) => Piece::new(Level::Postfix, name),
        }
    }

    /// An argument; the expression may be typed as what is passed or as what is wanted.
    pub(super) fn argument(&self, arg: &Expr, wanted: Type) -> String {
        match &arg.kind {
            ExprKind::Pass(local) => {
                let from = self.function.locals[*local].ty;
                self.pass(*local, from, wanted).text
            }
            _value => self.expr(arg),
        }
    }

    /// A value that a local keeps: a reference as a pointer.
    pub(super) fn kept(&self, expr: &Expr) -> String {
        match (&expr.kind, expr.ty) {
            (ExprKind::Pass(local), Type::Ref { .. }) if !self.is_param(*local) => {
                self.name(*local).to_owned()
            }
            (_, Type::Ref { .. }) => format!("&{}", self.piece(expr).within(Level::Unary)),
            (_, _value) => self.expr(expr),
        }
    }

    fn is_param(&self, local: Handle<Local>) -> bool {
        self.function.params.contains(&local)
    }

    /// The call of an intrinsic that gives such a result; scopes and orders are template arguments.
    pub(super) fn intrinsic_call(&self, op: Op, args: &[Expr], result: Type) -> String {
        let row = intrinsic::row(op);
        let (mut scope, mut order, mut values) = (None, None, Vec::new());
        for (kind, arg) in row.params.iter().zip(args) {
            match kind {
                Kind::Scope => scope = Some(SCOPES[named(arg)]),
                Kind::Order | Kind::LoadOrder | Kind::StoreOrder => {
                    order = Some(ORDERS[named(arg)]);
                }
                Kind::Unit
                | Kind::Bool
                | Kind::I32
                | Kind::U32
                | Kind::I64
                | Kind::U64
                | Kind::Usize
                | Kind::F32
                | Kind::F64
                | Kind::T
                | Kind::Bits
                | Kind::Sign
                | Kind::Shared
                | Kind::Mutable => values.push(self.expr(arg)),
            }
        }
        let template = match (order, scope) {
            (Some(order), Some(scope)) => format!("<{order}, {scope}>"),
            (_, _) => String::new(),
        };
        let name = match row.cuda.strip_suffix("<T>") {
            Some(name) => format!("{name}<{}>", types::ty(&self.cx.globals, result)),
            None => row.cuda.to_owned(),
        };
        format!("{name}{template}({})", values.join(", "))
    }

    fn unary(&self, op: UnaryOp, operand: &Expr) -> Piece {
        let scalar = types::scalar(operand.ty);
        if op == UnaryOp::Neg && scalar.is_int() {
            return Piece::new(Level::Postfix, format!("rk_neg({})", self.expr(operand)));
        }
        let sign = match (op, scalar) {
            (UnaryOp::Neg, _) => '-',
            (UnaryOp::Not, Scalar::Bool) => '!',
            (
                UnaryOp::Not,
                Scalar::F32
                | Scalar::F64
                | Scalar::F16
                | Scalar::Bf16
                | Scalar::F8E4M3
                | Scalar::F8E5M2,
            ) => {
                unreachable!("lowering checked the operand")
            }
            (
                UnaryOp::Not,
                Scalar::I8
                | Scalar::U8
                | Scalar::I16
                | Scalar::U16
                | Scalar::I32
                | Scalar::U32
                | Scalar::I64
                | Scalar::U64
                | Scalar::Isize
                | Scalar::Usize,
            ) => '~',
        };
        let mut operand = self.piece(operand).within(Level::Unary);
        if operand.starts_with('-') {
            operand = format!("({operand})");
        }
        cut(Piece::new(Level::Unary, format!("{sign}{operand}")), scalar)
    }

    fn binary(&self, op: BinaryOp, left: &Expr, right: &Expr) -> Piece {
        let scalar = types::scalar(left.ty);
        let piece = self.computed(op, scalar, left, right);
        // A comparison gives a bool, and a function gives its type.
        let is_bare = function(op, scalar, right).is_none();
        match op {
            BinaryOp::Div
            | BinaryOp::Rem
            | BinaryOp::BitAnd
            | BinaryOp::BitOr
            | BinaryOp::BitXor
            | BinaryOp::Shl
            | BinaryOp::Shr
            | BinaryOp::Add
            | BinaryOp::Sub
            | BinaryOp::Mul
                if is_bare =>
            {
                cut(piece, scalar)
            }
            BinaryOp::Add
            | BinaryOp::Sub
            | BinaryOp::Mul
            | BinaryOp::Div
            | BinaryOp::Rem
            | BinaryOp::And
            | BinaryOp::Or
            | BinaryOp::BitAnd
            | BinaryOp::BitOr
            | BinaryOp::BitXor
            | BinaryOp::Shl
            | BinaryOp::Shr
            | BinaryOp::Eq
            | BinaryOp::Ne
            | BinaryOp::Lt
            | BinaryOp::Le
            | BinaryOp::Gt
            | BinaryOp::Ge => piece,
        }
    }

    fn computed(&self, op: BinaryOp, scalar: Scalar, left: &Expr, right: &Expr) -> Piece {
        if let Some(function) = function(op, scalar, right) {
            let (left, right) = (self.expr(left), self.expr(right));
            return Piece::new(Level::Postfix, format!("{function}({left}, {right})"));
        }
        let (level, sign) = operator(op, scalar);
        let left = operand(level, self.piece(left), level);
        // Operators group to the left, so the same level on the right was in parentheses.
        let right = operand(level, self.piece(right), next(level));
        Piece::new(level, format!("{left} {sign} {right}"))
    }

    fn cast(&self, operand: &Expr, to: Scalar) -> Piece {
        let from = types::scalar(operand.ty);
        if from.is_float() && to.is_int() {
            let operand = self.expr(operand);
            Piece::new(Level::Postfix, format!("rk_cast<{}>({operand})", to.name()))
        } else if from == Scalar::I16 && to.is_int() && to.size() > 2 {
            let operand = self.expr(operand);
            let cast = format!("({})rk_widened({operand})", to.name());
            Piece::new(Level::Unary, cast)
        } else {
            let operand = self.piece(operand).within(Level::Unary);
            Piece::new(Level::Unary, format!("({}){operand}", to.name()))
        }
    }

    /// A place as an lvalue.
    pub(super) fn place(&self, place: &Place) -> String {
        let mut text = self.name(place.root).to_owned();
        let mut ty = self.function.locals[place.root].ty;
        let mut variant = 0;
        for projection in &place.path {
            match (projection, ty) {
                (Projection::Variant(position), Type::Enum(handle)) => {
                    variant = *position as usize;
                    let names = &self.cx.globals.enums[handle.index()].variants[variant];
                    text = format!("{text}.{}", names.name);
                }
                (Projection::Field(index), Type::Enum(handle)) => {
                    let index = *index as usize;
                    let names = &self.cx.globals.enums[handle.index()].variants[variant];
                    text = format!("{text}.{}", names.fields[index]);
                    ty = self.cx.module.enums[handle].variants[variant].fields[index].1;
                }
                (Projection::Index(index), Type::Array(handle)) => {
                    text = format!("{text}[{}]", self.expr(index));
                    ty = self.cx.module.arrays[handle].element.into();
                }
                (Projection::Field(index), Type::Struct(handle)) => {
                    let index = *index as usize;
                    text = format!(
                        "{text}.{}",
                        self.cx.globals.structs[handle.index()].fields[index]
                    );
                    ty = self.cx.module.structs[handle].fields[index].1;
                }
                (Projection::Index(index), Type::Slice { element, .. }) => {
                    text = format!("{text}[{}]", self.expr(index));
                    ty = element.into();
                }
                (Projection::Cell, Type::Slice { element, .. }) => {
                    text = format!("rk_own(rk_pos, {text})");
                    ty = element.into();
                }
                (Projection::Deref, Type::Ref { target, .. }) => {
                    if !self.is_param(place.root) {
                        text = format!("(*{text})");
                    }
                    ty = Element::into(target);
                }
                (
                    Projection::Field(_)
                    | Projection::Variant(_)
                    | Projection::Index(_)
                    | Projection::Cell
                    | Projection::Deref,
                    _,
                ) => unreachable!("lowering checked the path of `{text}`"),
            }
        }
        text
    }
}

fn neighbor(field: &str, offset: [i32; 3]) -> String {
    match offset {
        [0, 0, 0] => format!("rk_own(rk_pos, {field})"),
        [x, y, 0] => format!("rk_at<rk_edge>(rk_pos, {field}, {x}, {y})"),
        [x, y, z] => format!("rk_at<rk_edge>(rk_pos, {field}, {x}, {y}, {z})"),
    }
}

/// An operand of an operator: in parentheses where C needs them, and where few readers know that it does not.
fn operand(parent: Level, operand: Piece, least: Level) -> String {
    let same = operand.level == parent;
    let plain = operand.level >= Level::Unary;
    let mixed = match parent {
        Level::Or | Level::BitOr | Level::BitXor | Level::BitAnd | Level::Shift => !same,
        Level::Equality | Level::Relation => operand.level < Level::Shift,
        Level::And | Level::Sum | Level::Product | Level::Unary | Level::Postfix => false,
    };
    let comparison = matches!(operand.level, Level::Equality | Level::Relation);
    if !plain && mixed && !(parent == Level::Or && comparison) {
        format!("({})", operand.text)
    } else {
        operand.within(least)
    }
}

/// Brings what C computed as `int` back to its type.
fn cut(piece: Piece, scalar: Scalar) -> Piece {
    if scalar.is_promoted() {
        let text = format!("({}){}", scalar.name(), piece.within(Level::Unary));
        Piece::new(Level::Unary, text)
    } else {
        piece
    }
}

/// The level that binds one step tighter.
fn next(level: Level) -> Level {
    match level {
        Level::Or => Level::And,
        Level::And => Level::BitOr,
        Level::BitOr => Level::BitXor,
        Level::BitXor => Level::BitAnd,
        Level::BitAnd => Level::Equality,
        Level::Equality => Level::Relation,
        Level::Relation => Level::Shift,
        Level::Shift => Level::Sum,
        Level::Sum => Level::Product,
        Level::Product => Level::Unary,
        Level::Unary | Level::Postfix => Level::Postfix,
    }
}

/// The function for what C's operator does not do, or does not define.
fn function(op: BinaryOp, scalar: Scalar, right: &Expr) -> Option<&'static str> {
    // What C promotes to int could overflow there.
    let signed = scalar.is_signed_int() || scalar.is_promoted();
    match op {
        BinaryOp::Add => signed.then_some("rk_add"),
        BinaryOp::Sub => signed.then_some("rk_sub"),
        BinaryOp::Mul => signed.then_some("rk_mul"),
        BinaryOp::Rem => (scalar.is_float() || scalar.is_half()).then_some("rk_rem"),
        BinaryOp::Shl => (signed || !is_within(scalar, right)).then_some("rk_shl"),
        BinaryOp::Shr => (!is_within(scalar, right)).then_some("rk_shr"),
        BinaryOp::Div
        | BinaryOp::And
        | BinaryOp::Or
        | BinaryOp::BitAnd
        | BinaryOp::BitOr
        | BinaryOp::BitXor
        | BinaryOp::Eq
        | BinaryOp::Ne
        | BinaryOp::Lt
        | BinaryOp::Le
        | BinaryOp::Gt
        | BinaryOp::Ge => None,
    }
}

/// Whether a shift's amount is a literal below the width.
fn is_within(scalar: Scalar, amount: &Expr) -> bool {
    match amount.kind {
        ExprKind::Literal(Literal::Int(value)) => {
            (0..i128::from(scalar.size() * 8)).contains(&value)
        }
        ExprKind::Literal(
            Literal::Bool(_) | Literal::F32(_) | Literal::F64(_) | Literal::Half(_),
        )
        | ExprKind::Load(_)
        | ExprKind::Pass(_)
        | ExprKind::Borrow(_)
        | ExprKind::Len(_)
        | ExprKind::Unary(..)
        | ExprKind::Binary(..)
        | ExprKind::Cast(_)
        | ExprKind::Intrinsic(..)
        | ExprKind::Struct(..)
        | ExprKind::Variant(..)
        | ExprKind::Tag(_)
        | ExprKind::Array(_)
        | ExprKind::Repeat(_)
        | ExprKind::Whole(_)
        | ExprKind::Part { .. }
        | ExprKind::Neighbor { .. } => false,
    }
}

/// C's operator. The bit operators of bools are the logical ones, whose type in C is bool; operands are pure, so it does
/// not matter whether the right one is evaluated.
fn operator(op: BinaryOp, scalar: Scalar) -> (Level, &'static str) {
    let logical = scalar == Scalar::Bool;
    match op {
        BinaryOp::Add => (Level::Sum, "+"),
        BinaryOp::Sub => (Level::Sum, "-"),
        BinaryOp::Mul => (Level::Product, "*"),
        BinaryOp::Div => (Level::Product, "/"),
        BinaryOp::Rem => (Level::Product, "%"),
        BinaryOp::And => (Level::And, "&&"),
        BinaryOp::Or => (Level::Or, "||"),
        BinaryOp::BitAnd if logical => (Level::And, "&&"),
        BinaryOp::BitOr if logical => (Level::Or, "||"),
        BinaryOp::BitXor if logical => (Level::Equality, "!="),
        BinaryOp::BitAnd => (Level::BitAnd, "&"),
        BinaryOp::BitOr => (Level::BitOr, "|"),
        BinaryOp::BitXor => (Level::BitXor, "^"),
        BinaryOp::Shl => (Level::Shift, "<<"),
        BinaryOp::Shr => (Level::Shift, ">>"),
        BinaryOp::Eq => (Level::Equality, "=="),
        BinaryOp::Ne => (Level::Equality, "!="),
        BinaryOp::Lt => (Level::Relation, "<"),
        BinaryOp::Le => (Level::Relation, "<="),
        BinaryOp::Gt => (Level::Relation, ">"),
        BinaryOp::Ge => (Level::Relation, ">="),
    }
}

fn literal(value: Literal, ty: Type) -> Piece {
    match value {
        Literal::Bool(value) => Piece::new(Level::Postfix, value.to_string()),
        Literal::Int(value) => int(value, types::scalar(ty)),
        Literal::Half(bits) => {
            let name = types::scalar(ty).name();
            Piece::new(Level::Postfix, format!("{name}{{{bits:#06x}}}"))
        }
        Literal::F32(value) => float(
            value.is_finite().then(|| exact_f32(value)).flatten(),
            value.is_sign_negative(),
            value.is_infinite().then_some("rk_f32_infinity()"),
            || format!("rk_f32_from_bits({:#x}u)", value.to_bits()),
        ),
        Literal::F64(value) => float(
            value.is_finite().then(|| format!("{value:?}")),
            value.is_sign_negative(),
            value.is_infinite().then_some("rk_f64_infinity()"),
            || format!("rk_f64_from_bits({:#x}ull)", value.to_bits()),
        ),
    }
}

/// How many literals an expression is made of, if C takes it as an initializer that is known before the program runs.
pub(super) fn literals(expr: &Expr) -> Option<usize> {
    match &expr.kind {
        ExprKind::Literal(Literal::Bool(_) | Literal::Int(_) | Literal::Half(_)) => Some(1),
        ExprKind::Literal(Literal::F32(value)) => {
            (value.is_finite() && exact_f32(*value).is_some()).then_some(1)
        }
        ExprKind::Literal(Literal::F64(value)) => value.is_finite().then_some(1),
        ExprKind::Array(parts) | ExprKind::Struct(_, parts) => parts.iter().map(literals).sum(),
        ExprKind::Load(_)
        | ExprKind::Pass(_)
        | ExprKind::Borrow(_)
        | ExprKind::Whole(_)
        | ExprKind::Part { .. }
        | ExprKind::Variant(..)
        | ExprKind::Tag(_)
        | ExprKind::Repeat(_)
        | ExprKind::Len(_)
        | ExprKind::Unary(..)
        | ExprKind::Binary(..)
        | ExprKind::Cast(_)
        | ExprKind::Intrinsic(..)
        | ExprKind::Neighbor { .. } => None,
    }
}

/// The shortest digits that give the value back, unless a compiler that goes through f64 would round them twice and
/// miss it.
fn exact_f32(value: f32) -> Option<String> {
    let digits = format!("{value:?}");
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the second rounding is the question"
    )]
    let twice = digits.parse::<f64>().ok().map(|wide| wide as f32);
    (twice.map(f32::to_bits) == Some(value.to_bits())).then(|| format!("{digits}f"))
}

fn float(
    digits: Option<String>,
    negative: bool,
    infinity: Option<&str>,
    bits: impl Fn() -> String,
) -> Piece {
    match (digits, infinity) {
        (Some(digits), _) if negative => Piece::new(Level::Unary, digits),
        (Some(digits), _) => Piece::new(Level::Postfix, digits),
        (None, Some(infinity)) if negative => Piece::new(Level::Unary, format!("-{infinity}")),
        (None, Some(infinity)) => Piece::new(Level::Postfix, infinity),
        (None, None) => Piece::new(Level::Postfix, bits()),
    }
}

fn int(value: i128, scalar: Scalar) -> Piece {
    let suffix = match scalar {
        Scalar::I8 | Scalar::U8 | Scalar::I16 | Scalar::U16 => {
            // C has no literals of these types.
            let text = format!("({}){value}", scalar.name());
            return Piece::new(Level::Unary, text);
        }
        Scalar::I32 => "",
        Scalar::U32 => "u",
        Scalar::I64 | Scalar::Isize => "ll",
        Scalar::U64 | Scalar::Usize => "ull",
        Scalar::Bool
        | Scalar::F32
        | Scalar::F64
        | Scalar::F16
        | Scalar::Bf16
        | Scalar::F8E4M3
        | Scalar::F8E5M2 => {
            unreachable!("an integer literal has an integer type")
        }
    };
    let min = if scalar.size() == 4 {
        i128::from(i32::MIN)
    } else {
        i128::from(i64::MIN)
    };
    if value == min {
        // C has no negative literals, and the positive one does not fit.
        let above = value + 1;
        Piece::new(Level::Postfix, format!("({above}{suffix} - 1)"))
    } else if value < 0 {
        Piece::new(Level::Unary, format!("{value}{suffix}"))
    } else {
        Piece::new(Level::Postfix, format!("{value}{suffix}"))
    }
}
