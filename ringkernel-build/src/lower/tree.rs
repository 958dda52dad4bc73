//! The typed tree of one body: names resolved, types still variables.
//!
//! It stands between the syntax tree and the IR because a literal's type may be decided by a later statement, while the
//! IR wants it at once. It keeps Rust's nesting; [`emit`](super::emit) flattens it.

use proc_macro2::Span;

use super::constant::Value;
use super::infer::Ty;
use super::pattern::{Destructure, IfLet, Match};
use crate::intrinsic::Op;
use crate::ir::{Function, Handle, Label, Struct};
use crate::log::Level;
use crate::scan::ItemId;
use crate::syntax::ast::{BinaryOp, Literal, UnaryOp};

/// Names a variable by its position among the body's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct VariableId(pub(super) usize);

/// A parameter or `let`.
#[derive(Clone, Debug)]
pub(super) struct Variable {
    pub(super) name: String,
    pub(super) ty: Ty,
    pub(super) storage: Storage,
    /// Written or mutably borrowed after its `let`.
    pub(super) written: bool,
    /// A reference to it, or to a part of it, is made.
    pub(super) borrowed: bool,
    /// A pattern binds it.
    pub(super) matched: bool,
    /// It is immutable and holds the number of the stencil's current cell.
    pub(super) is_cell: bool,
    pub(super) span: Span,
}

/// Where a variable is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Storage {
    /// Each thread has its own.
    Thread,
    /// A `shared!`, at the variable's span.
    Shared,
    /// The array of this number whose length the launch gives.
    Dynamic(u32),
}

/// A typed expression.
#[derive(Clone, Debug)]
pub(super) struct Expr {
    pub(super) kind: ExprKind,
    pub(super) ty: Ty,
    pub(super) span: Span,
}

/// The forms of a typed expression.
#[derive(Clone, Debug)]
pub(super) enum ExprKind {
    Literal(Literal),
    Constant(Value),
    Variable(VariableId),
    /// What a reference points to.
    Deref(Box<Expr>),
    Field(Box<Expr>, u32),
    /// An element of a slice, or of an array.
    Element(Box<Expr>, Box<Expr>),
    /// The current cell of a stencil's field.
    Cell(VariableId),
    /// A constant offset from the current cell; the offsets are constant expressions along x, y, z.
    Neighbor(VariableId, Vec<Expr>),
    /// An element of a slice that is known to exist.
    Present(Box<Expr>, Box<Expr>),
    /// So many elements of a slice from the first one given, which are known to exist: slice, start, count.
    Within(Box<[Expr; 3]>),
    /// The position of the last value of a range that has one; usize.
    Count(Box<Count>),
    /// The quotient of two numbers of which the second is known not to be 0; usize.
    Quotient(Box<Expr>, Box<Expr>),
    /// The length of a slice.
    Len(Box<Expr>),
    /// `&place` or `&mut place`; a value that is no place gets one.
    Borrow(Box<Expr>),
    /// `&base[start..end]` of a slice or array, as a slice.
    Part(Box<Part>),
    /// An array behind a reference, as a slice.
    Unsize(Box<Expr>),
    /// A reference or slice handed on as a shared one.
    Share(Box<Expr>),
    Unary(UnaryOp, Box<Expr>),
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    Assign(Box<Expr>, Box<Expr>),
    AssignOp(BinaryOp, Box<Expr>, Box<Expr>, First),
    Cast(Box<Expr>),
    If(Box<Expr>, Block, Option<Box<Expr>>),
    /// With a label, `break` may leave it.
    Block(Option<Label>, Block),
    While(Label, Box<Expr>, Block),
    Loop(Label, Block),
    For(Box<For>),
    Break(Label, Option<Box<Expr>>),
    Continue(Label),
    Return(Option<Box<Expr>>),
    /// What only a build with debug assertions does.
    Debug(Box<Expr>),
    Panic(Panic),
    Call(Callee, Vec<Expr>),
    Intrinsic(Op, Vec<Expr>),
    /// Fields in the order written, each with its position in the struct.
    Struct(Handle<Struct>, Vec<(u32, Expr)>),
    /// A variant by its position, with fields as in `Struct`; the enum is in the type.
    Variant(u32, Vec<(u32, Expr)>),
    Match(Box<Match>),
    IfLet(Box<IfLet>),
    Tuple(Vec<Expr>),
    Array(Vec<Expr>),
    /// `[value; len]`; the length is in the type.
    Repeat(Box<Expr>),
    /// A record of the log.
    Log(Log),
    Unit,
    /// A mistake was reported here.
    Mistake,
}

/// Which side of `place op= value` is evaluated first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum First {
    /// rustc's own operators, on numbers and bools.
    Value,
    /// Those of `impl`s, which are calls: where the value is a reference, and by the place's type.
    Place,
}

/// What is said, and the two variables whose comparison failed.
#[derive(Clone, Debug)]
pub(super) struct Panic {
    pub(super) text: String,
    pub(super) values: Option<(VariableId, VariableId)>,
}

/// A record of the log.
#[derive(Clone, Debug)]
pub(super) struct Log {
    pub(super) level: Level,
    pub(super) text: String,
    pub(super) values: Vec<Expr>,
}

/// The device function that a call means.
#[derive(Clone, Debug)]
pub(super) enum Callee {
    /// This one.
    Function(Handle<Function>),
    /// The instance of a generic one for these arguments, in the order of its parameters.
    Instance(ItemId, Vec<Ty>),
}

/// `for variable in start..end`.
#[derive(Clone, Debug)]
pub(super) struct For {
    pub(super) label: Label,
    pub(super) variable: VariableId,
    pub(super) start: Expr,
    pub(super) end: Expr,
    pub(super) inclusive: bool,
    pub(super) body: Block,
}

/// `start..end`, whose values are counted.
#[derive(Clone, Debug)]
pub(super) struct Count {
    pub(super) start: Expr,
    pub(super) end: Expr,
    pub(super) inclusive: bool,
}

/// `&base[start..end]`, each bound as far as it is written.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// A slice, or the place of an array.
    pub(super) base: Expr,
    pub(super) start: Option<Expr>,
    pub(super) end: Option<Expr>,
    pub(super) inclusive: bool,
}

/// Statements and a value.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub(super) statements: Vec<Stmt>,
    pub(super) tail: Option<Box<Expr>>,
}

/// A statement.
#[derive(Clone, Debug)]
pub(super) enum Stmt {
    Let {
        /// `None` for `_`.
        variable: Option<VariableId>,
        init: Option<Expr>,
        span: Span,
    },
    Destructure(Box<Destructure>),
    Expr(Expr),
}

impl Expr {
    /// Whether it names memory rather than a value.
    pub(super) fn is_place(&self) -> bool {
        match &self.kind {
            ExprKind::Variable(_)
            | ExprKind::Deref(_)
            | ExprKind::Present(..)
            | ExprKind::Cell(_) => true,
            // An element of a slice is in memory; one of an array is where the array is.
            ExprKind::Element(base, _) => {
                base.is_place()
                    || matches!(
                        base.kind,
                        ExprKind::Part(_) | ExprKind::Unsize(_) | ExprKind::Share(_)
                    )
            }
            ExprKind::Field(base, _) => base.is_place(),
            ExprKind::Literal(_)
            | ExprKind::Constant(_)
            | ExprKind::Neighbor(..)
            | ExprKind::Within(_)
            | ExprKind::Count(_)
            | ExprKind::Quotient(..)
            | ExprKind::Len(_)
            | ExprKind::Borrow(_)
            | ExprKind::Part(_)
            | ExprKind::Unsize(_)
            | ExprKind::Share(_)
            | ExprKind::Unary(..)
            | ExprKind::Binary(..)
            | ExprKind::Assign(..)
            | ExprKind::AssignOp(..)
            | ExprKind::Cast(_)
            | ExprKind::If(..)
            | ExprKind::Block(..)
            | ExprKind::While(..)
            | ExprKind::Loop(..)
            | ExprKind::For(_)
            | ExprKind::Break(..)
            | ExprKind::Continue(_)
            | ExprKind::Return(_)
            | ExprKind::Debug(_)
            | ExprKind::Panic(_)
            | ExprKind::Call(..)
            | ExprKind::Intrinsic(..)
            | ExprKind::Struct(..)
            | ExprKind::Variant(..)
            | ExprKind::Match(_)
            | ExprKind::IfLet(_)
            | ExprKind::Tuple(_)
            | ExprKind::Array(_)
            | ExprKind::Repeat(_)
            | ExprKind::Log(_)
            | ExprKind::Unit
            | ExprKind::Mistake => false,
        }
    }
}
