//! Pure expressions and places.

use super::{Enum, Handle, Local, Struct, Type};
use crate::intrinsic::Op;

/// A pure expression: it cannot fault, write or wait.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Its type, never `GridPos` or `RingContext`. A slice or reference comes only from [`ExprKind::Pass`],
    /// [`ExprKind::Borrow`], [`ExprKind::Whole`] and [`ExprKind::Part`].
    pub ty: Type,
}

/// The forms of an expression.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// A constant.
    Literal(Literal),
    /// The value at a place: a local, a field, an element.
    Load(Place),
    /// The slice or reference that a local holds; `mutable` may become shared.
    Pass(Handle<Local>),
    /// `&place` or `&mut place`.
    Borrow(Place),
    /// All elements of the array at a place, as a slice.
    Whole(Place),
    /// The elements `start..end` of a slice, already checked.
    Part {
        /// The slice.
        slice: Box<Expr>,
        /// The first element.
        start: Box<Expr>,
        /// The one after the last.
        end: Box<Expr>,
    },
    /// `.len()` of the slice a local holds; usize.
    Len(Handle<Local>),
    /// Negation wraps; `!` is bitwise on integers, logical on bool.
    Unary(UnaryOp, Box<Expr>),
    /// Both operands have the same type, except the right one of a shift. `And` and `Or` evaluate the right one only
    /// when needed.
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `as` between scalars; the target is the expression's type.
    Cast(Box<Expr>),
    /// A pure intrinsic.
    Intrinsic(Op, Vec<Expr>),
    /// A struct or tuple value, its fields in declaration order.
    Struct(Handle<Struct>, Vec<Expr>),
    /// A value of an enum's variant, given by its position, with that variant's fields in declaration order.
    Variant(Handle<Enum>, u32, Vec<Expr>),
    /// The discriminant of the enum at a place; i32.
    Tag(Place),
    /// An array of these elements.
    Array(Vec<Expr>),
    /// An array, as long as its type says, of one value.
    Repeat(Box<Expr>),
    /// The value of a stencil's field at a constant offset from the current cell; `[0, 0, 0]` is the cell itself.
    Neighbor {
        /// The field.
        field: Handle<Local>,
        /// Offset along x, y, z.
        offset: [i32; 3],
    },
}

/// A constant value, already of its type.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Literal {
    /// `true` or `false`.
    Bool(bool),
    /// An integer that fits the expression's type.
    Int(i128),
    /// An f32, rounded once from the digits.
    F32(f32),
    /// An f64.
    F64(f64),
    /// The bits of an f16 or a bf16.
    Half(u16),
}

/// Something in memory.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The local it starts from.
    pub root: Handle<Local>,
    /// The way from there.
    pub path: Vec<Projection>,
}

/// One step from a place to a part of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Projection {
    /// A struct's field, by its position; after [`Projection::Variant`], that variant's.
    Field(u32),
    /// The data of an enum's variant, which is known to be the present one; a field follows.
    Variant(u32),
    /// A slice's or array's element; the index is usize and already checked.
    Index(Box<Expr>),
    /// What a reference points to.
    Deref,
    /// The current cell of a stencil's field.
    Cell,
}

/// Operators with one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the operator it is named for")]
pub enum UnaryOp {
    Neg,
    Not,
}

/// Operators with two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the operator it is named for")]
pub enum BinaryOp {
    Add,
    Sub,
    Mul,
    Div,
    Rem,
    And,
    Or,
    BitAnd,
    BitOr,
    BitXor,
    Shl,
    Shr,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

impl From<Handle<Local>> for Place {
    fn from(root: Handle<Local>) -> Self {
        Self {
            root,
            path: Vec::new(),
        }
    }
}
