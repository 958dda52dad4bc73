//! The untyped syntax tree of our subset of Rust: one item, every node spanned.
//!
//! Made by [`parse`](super::parse) in the macro and in the build script alike. It holds only what the language
//! supports: a construct outside the subset never becomes a node, it becomes a diagnostic.

use proc_macro2::Span;

pub use super::kernel::{
    Fast, Granularity, GridOptions, Instance, Kernel, Kind, RingOptions, StencilOptions,
};
use crate::log::Level;

/// A name as written, without `r#`.
#[derive(Clone, Debug)]
pub struct Ident {
    /// The name's text.
    pub name: String,
    /// Where it stands.
    pub span: Span,
}

/// A path such as `f`, `physics::wave` or `f32::MAX`.
#[derive(Clone, Debug)]
pub struct Path {
    /// Whether it starts with `::`.
    pub absolute: bool,
    /// Its segments in order, at least one.
    pub segments: Vec<Ident>,
    /// What stands between `<` and `>` after segments, in order.
    pub arguments: Vec<Arguments>,
    /// The whole path.
    pub span: Span,
}

/// A record of the log.
#[derive(Clone, Debug)]
pub struct Log {
    /// How important it is.
    pub level: Level,
    /// Its text in [plain form](crate::log::Text::plain).
    pub text: String,
    /// What fills the text's places.
    pub values: Vec<Expr>,
}

/// Generic arguments after a segment of a path.
#[derive(Clone, Debug)]
pub struct Arguments {
    /// The position of the segment.
    pub segment: usize,
    /// The arguments in order.
    pub list: Vec<Argument>,
    /// All of them with their brackets.
    pub span: Span,
}

/// A generic argument.
#[derive(Clone, Debug)]
pub enum Argument {
    /// A type, or the name of a constant: rustc tells them apart by what is defined.
    Type(Ty),
    /// A literal or a block.
    Const(Box<Expr>),
    /// `_`.
    Infer(Span),
}

/// What stands between `<` and `>` after an item's name. Bounds are rustc's business.
#[derive(Clone, Debug, Default)]
pub struct Generics {
    /// The parameters in order.
    pub params: Vec<GenericParam>,
}

/// A generic parameter.
#[derive(Clone, Debug)]
pub struct GenericParam {
    /// Its name.
    pub name: Ident,
    /// What it stands for.
    pub kind: GenericKind,
}

/// What a generic parameter stands for.
#[derive(Clone, Debug)]
pub enum GenericKind {
    /// A type.
    Type,
    /// A value of this type.
    Const(Ty),
}

/// An annotated item.
#[derive(Clone, Debug)]
pub enum Item {
    /// `#[kernel]`, `#[stencil]` or `#[ring_kernel]` function.
    Kernel(Kernel),
    /// `#[device]` function.
    Device(Function),
    /// `#[derive(GpuType)]` or `#[derive(RingMessage)]` struct.
    Struct(Struct),
    /// `#[derive(GpuType)]` or `#[derive(RingMessage)]` enum.
    Enum(Enum),
    /// A `const` item; it needs no annotation.
    Const(Const),
    /// A `type` item; it needs no annotation.
    Alias(Alias),
}

/// A value with the place it was written at.
#[derive(Clone, Debug)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

/// What a method calls the value it is called on.
pub const RECEIVER: &str = "self";
/// The type of the `impl` that a method or constant stands in.
pub const OWN_TYPE: &str = "Self";

/// A function of the subset: no `async`, no `unsafe`.
#[derive(Clone, Debug)]
pub struct Function {
    /// Its name.
    pub name: Ident,
    /// Its generic parameters.
    pub generics: Generics,
    /// Its parameters in order. A method's first is [`RECEIVER`], of the type `Self`, `&Self` or `&mut Self`.
    pub params: Vec<Param>,
    /// The type after `->`; `None` for `()`.
    pub output: Option<Ty>,
    /// Its body.
    pub body: Block,
}

impl Function {
    /// The value a method is called on.
    #[must_use]
    pub fn receiver(&self) -> Option<&Param> {
        self.params
            .first()
            .filter(|param| param.name.name == RECEIVER)
    }
}

/// `name: ty`, `mut name: ty`, or `pattern: ty` of a device function.
#[derive(Clone, Debug)]
pub struct Param {
    /// The name; `_` is kept as such and can not be read.
    pub name: Ident,
    /// Whether `mut` stands before it.
    pub mutable: bool,
    /// What takes the value apart; the name is then `_`.
    pub pattern: Option<Pattern>,
    /// Its type.
    pub ty: Ty,
}

/// `type Name = T;`.
#[derive(Clone, Debug)]
pub struct Alias {
    /// Its name.
    pub name: Ident,
    /// Its generic parameters.
    pub generics: Generics,
    /// What it stands for.
    pub ty: Ty,
}

/// What stands before the braces of an `impl`.
#[derive(Clone, Debug)]
pub struct Impl {
    /// The type.
    pub ty: Ty,
    /// The trait before `for`.
    pub interface: Option<Interface>,
}

/// A trait as an `impl` names it.
#[derive(Clone, Debug)]
pub struct Interface {
    /// Its path, without arguments.
    pub path: Path,
    /// The types between `<` and `>`; those assigned to associated types are left out.
    pub arguments: Vec<Ty>,
}

/// A struct.
#[derive(Clone, Debug)]
pub struct Struct {
    /// Its name.
    pub name: Ident,
    /// How its fields are written.
    pub shape: Shape,
    /// Its fields in the order written.
    pub fields: Vec<Field>,
}

/// How the fields of a struct or variant are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `S { a: f32 }`.
    Named,
    /// `S(f32)`.
    Tuple,
    /// `S`.
    Unit,
}

/// An enum.
#[derive(Clone, Debug)]
pub struct Enum {
    /// Its name.
    pub name: Ident,
    /// Its variants in the order written, at least one.
    pub variants: Vec<Variant>,
}

/// A variant of an enum.
#[derive(Clone, Debug)]
pub struct Variant {
    /// Its name.
    pub name: Ident,
    /// How its fields are written.
    pub shape: Shape,
    /// Its fields in the order written.
    pub fields: Vec<Field>,
    /// The number that stands for it.
    pub discriminant: i32,
}

/// `name: ty` in a struct or variant.
#[derive(Clone, Debug)]
pub struct Field {
    /// The field's name; its position where it has none.
    pub name: Ident,
    /// Its type.
    pub ty: Ty,
}

/// `const NAME: ty = value;`
#[derive(Clone, Debug)]
pub struct Const {
    /// Its name.
    pub name: Ident,
    /// Its type.
    pub ty: Ty,
    /// Its value, unevaluated.
    pub value: Expr,
}

/// A type as written.
#[derive(Clone, Debug)]
pub struct Ty {
    /// What it is.
    pub kind: TyKind,
    /// Where it stands.
    pub span: Span,
}

/// The forms a type can have.
#[derive(Clone, Debug)]
pub enum TyKind {
    /// `f32`, `Request`, `physics::Cell`, `GridPos`.
    Path(Path),
    /// `Option<T>`.
    Option(Box<Ty>),
    /// `()`.
    Unit,
    /// `&[T]` or `&mut [T]`.
    Slice {
        /// `T`.
        element: Box<Ty>,
        /// Whether it is `&mut`.
        mutable: bool,
    },
    /// `[T; N]`.
    Array(Box<Ty>, Box<Expr>),
    /// `(A, B)` or `(A,)`.
    Tuple(Vec<Ty>),
    /// `&T` or `&mut T`.
    Ref {
        /// `T`.
        target: Box<Ty>,
        /// Whether it is `&mut`.
        mutable: bool,
    },
}

/// `{ statements; tail }`.
#[derive(Clone, Debug)]
pub struct Block {
    /// The statements in order.
    pub statements: Vec<Stmt>,
    /// The last expression without `;`, the block's value.
    pub tail: Option<Box<Expr>>,
    /// The braces and what is between them.
    pub span: Span,
}

/// A statement.
#[derive(Clone, Debug)]
pub struct Stmt {
    /// What it is.
    pub kind: StmtKind,
    /// Where it stands.
    pub span: Span,
}

/// The forms a statement can have.
#[derive(Clone, Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "most statements are the large ones"
)]
pub enum StmtKind {
    /// `let pattern[: ty] [= init] [else { .. }];`
    Let {
        /// What is bound.
        pattern: Pattern,
        /// The annotation.
        ty: Option<Ty>,
        /// The first value.
        init: Option<Expr>,
        /// What runs, and leaves, where the value does not fit the pattern.
        otherwise: Option<Block>,
    },
    /// An expression whose value is dropped: `e;`, or a block-like expression of type `()`.
    Expr(Expr),
    /// `const NAME: ty = value;`, seen in all of the block.
    Const(Const),
}

/// What a value is compared with and taken apart by.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// What it is.
    pub kind: PatternKind,
    /// Where it stands.
    pub span: Span,
}

/// The forms a pattern can have. Parentheses leave no node.
#[derive(Clone, Debug)]
pub enum PatternKind {
    /// `_`.
    Wild,
    /// `..` among the parts of a tuple, tuple struct or array.
    Rest,
    /// A name; a bare one may also be a constant, a unit struct or a unit variant.
    Binding(Binding),
    /// A literal.
    Literal {
        /// The value without its sign.
        literal: Literal,
        /// Whether `-` stands before it.
        negative: bool,
    },
    /// `a..=b`, `a..b`, `a..`, `..b`, `..=b`.
    Range {
        /// The smallest value.
        start: Option<RangeEnd>,
        /// The bound.
        end: Option<RangeEnd>,
        /// Whether the bound itself is inside.
        inclusive: bool,
    },
    /// A constant, unit struct or unit variant, by a path of several names.
    Path(Path),
    /// `(a, b)`.
    Tuple(Vec<Pattern>),
    /// `Path(a, b)`.
    TupleStruct(Path, Vec<Pattern>),
    /// `Path { field: pattern, .. }`; shorthand fields are spelled out.
    Struct {
        /// The struct or variant.
        path: Path,
        /// Its fields; a position is a name too.
        fields: Vec<(Ident, Pattern)>,
        /// Whether `..` leaves out the others.
        rest: bool,
    },
    /// `a | b`.
    Or(Vec<Pattern>),
    /// `&pattern` or `&mut pattern`.
    Ref {
        /// Whether it is `&mut`.
        mutable: bool,
        /// What is behind the reference.
        inner: Box<Pattern>,
    },
    /// `[a, b]`.
    Slice(Vec<Pattern>),
}

/// `[ref] [mut] name [@ pattern]`.
#[derive(Clone, Debug)]
pub struct Binding {
    /// The name bound.
    pub name: Ident,
    /// Whether it refers to the place instead of copying it.
    pub by_ref: bool,
    /// Whether it is `mut`, or the reference is.
    pub mutable: bool,
    /// What must fit too.
    pub sub: Option<Box<Pattern>>,
}

/// One end of a range pattern.
#[derive(Clone, Debug)]
pub enum RangeEnd {
    /// A number.
    Literal {
        /// The value without its sign.
        literal: Spanned<Literal>,
        /// Whether `-` stands before it.
        negative: bool,
    },
    /// A constant.
    Path(Path),
}

/// `pattern [if guard] => body` of a `match`.
#[derive(Clone, Debug)]
pub struct Arm {
    /// What must fit.
    pub pattern: Pattern,
    /// What must hold besides.
    pub guard: Option<Expr>,
    /// The value.
    pub body: Expr,
}

/// An expression.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
}

/// The forms an expression can have. Parentheses leave no node.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// A literal.
    Literal(Literal),
    /// A variable, constant or function name.
    Path(Path),
    /// `-e` or `!e`.
    Unary(UnaryOp, Box<Expr>),
    /// `&p` or `&mut p`; of `&p[a..b]` the place is a [`ExprKind::Part`].
    Borrow {
        /// Whether it is `&mut`.
        mutable: bool,
        /// What is borrowed.
        place: Box<Expr>,
    },
    /// `*r`, with `r` a reference.
    Deref(Box<Expr>),
    /// `a op b`; `&&` and `||` evaluate `b` only when needed.
    Binary(Spanned<BinaryOp>, Box<Expr>, Box<Expr>),
    /// `place = value`.
    Assign(Box<Expr>, Box<Expr>),
    /// `place op= value`.
    AssignOp(Spanned<BinaryOp>, Box<Expr>, Box<Expr>),
    /// `e as ty`.
    Cast(Box<Expr>, Ty),
    /// `if c { .. } else { .. }`; the else branch is a block or another `if`.
    If {
        /// The condition.
        condition: Box<Expr>,
        /// The block taken when it holds.
        then: Block,
        /// What follows `else`.
        otherwise: Option<Box<Expr>>,
    },
    /// `[label:] { .. }` as an expression.
    Block(Option<Ident>, Block),
    /// `[label:] while c { .. }`.
    While(Option<Ident>, Box<Expr>, Block),
    /// `[label:] loop { .. }`.
    Loop(Option<Ident>, Block),
    /// `[label:] for pattern in iterable { .. }`.
    For {
        /// The label, without its `'`.
        label: Option<Ident>,
        /// What each value is bound to.
        pattern: Box<Pattern>,
        /// What is gone over.
        iterable: Box<Expr>,
        /// The body.
        body: Block,
    },
    /// `break [label] [e]`.
    Break(Option<Ident>, Option<Box<Expr>>),
    /// `continue [label]`.
    Continue(Option<Ident>),
    /// `return [e]`.
    Return(Option<Box<Expr>>),
    /// `base[index]`.
    Index(Box<Expr>, Box<Expr>),
    /// `base[a..b]`, `base[a..]`, `base[..b]`, `base[..]` and with `..=`: has a place only behind `&` or `&mut`.
    Part {
        /// The slice or array.
        base: Box<Expr>,
        /// The first element.
        start: Option<Box<Expr>>,
        /// The bound.
        end: Option<Box<Expr>>,
        /// Whether the bound itself is part.
        inclusive: bool,
    },
    /// `[a, b, c]`.
    Array(Vec<Expr>),
    /// `[value; len]`.
    Repeat(Box<Expr>, Box<Expr>),
    /// `shared!(T)`, or `shared!([T])` whose length the launch gives.
    Shared {
        /// The type of the array, or of its elements.
        ty: Box<Ty>,
        /// Whether the launch gives the length.
        dynamic: bool,
    },
    /// `(a, b)` or `(a,)`.
    Tuple(Vec<Expr>),
    /// `base.field`; a tuple's field is named `0`, `1`, ...
    Field(Box<Expr>, Ident),
    /// `path(args)`.
    Call(Path, Vec<Expr>),
    /// `receiver.method(args)`.
    MethodCall(Box<Expr>, Ident, Vec<Expr>),
    /// `Path { field: e, ..base }`; shorthand fields are spelled out.
    Struct {
        /// The struct or variant.
        path: Path,
        /// The fields in the order written.
        fields: Vec<(Ident, Expr)>,
        /// What gives the others.
        base: Option<Box<Expr>>,
    },
    /// `log_info!(..)` and its kin.
    Log(Log),
    /// `match e { arms }`; `matches!` too.
    Match(Box<Expr>, Vec<Arm>),
    /// `let pattern = e`: only as a condition, or as an operand of its `&&`.
    Let(Box<Pattern>, Box<Expr>),
    /// `e?`.
    Try(Box<Expr>),
    /// `receiver.expect("text")`, with the method's name.
    Expect(Box<Expr>, Ident, String),
    /// `a..b` or `a..=b`, as what is gone over.
    Range {
        /// The first value.
        start: Box<Expr>,
        /// The bound.
        end: Box<Expr>,
        /// Whether the bound itself is inside.
        inclusive: bool,
    },
    /// `|a, b| e`.
    Closure(Box<Closure>),
    /// A value whose type is written: `e.sum::<T>()`.
    Typed(Box<Expr>, Ty),
    /// `()`.
    Unit,
    /// `panic!("..")` and its kin, with what they say.
    Panic(String),
    /// `assert!(..)` and its kin.
    Assert(Box<Assert>),
}

/// `[move] |pattern[: ty], ..| [-> ty] body`.
#[derive(Clone, Debug)]
pub struct Closure {
    /// Whether it is `move`.
    pub moves: bool,
    /// Its parameters, with the types that are written.
    pub params: Vec<(Pattern, Option<Ty>)>,
    /// The type after `->`.
    pub output: Option<Ty>,
    /// What it gives.
    pub body: Expr,
}

/// A condition without which the program is wrong.
#[derive(Clone, Debug)]
pub struct Assert {
    /// Whether only a build with debug assertions tests it.
    pub debug: bool,
    /// What is tested.
    pub test: Test,
    /// What is said of a failure, without the values compared.
    pub text: String,
}

/// What an assertion tests.
#[derive(Clone, Debug)]
pub enum Test {
    /// `assert!(e)`.
    Holds(Expr),
    /// `assert_eq!(a, b)`.
    Equal(Expr, Expr),
    /// `assert_ne!(a, b)`.
    Unequal(Expr, Expr),
}

/// A literal as written; its type comes later.
#[derive(Clone, Debug)]
pub enum Literal {
    /// `true` or `false`.
    Bool(bool),
    /// An integer and its suffix, such as `u64`; the suffix may be a float type.
    Int {
        /// The value.
        value: u128,
        /// The suffix.
        suffix: Option<String>,
    },
    /// A float's digits (no underscores, no suffix) and its suffix.
    Float {
        /// The digits, parsed once the type is known so that f32 is rounded once.
        digits: String,
        /// The suffix.
        suffix: Option<String>,
    },
}

/// Operators with one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOp {
    /// `-`
    Neg,
    /// `!`
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

impl Pattern {
    /// The name it binds, and whether it is `mut`, where it is nothing but a name or `_`.
    #[must_use]
    pub fn name(&self) -> Option<(Ident, bool)> {
        match &self.kind {
            PatternKind::Wild => Some((
                Ident {
                    name: "_".to_owned(),
                    span: self.span,
                },
                false,
            )),
            PatternKind::Binding(Binding {
                name,
                by_ref: false,
                mutable,
                sub: None,
            }) => Some((name.clone(), *mutable)),
            PatternKind::Binding(_)
            | PatternKind::Rest
            | PatternKind::Literal { .. }
            | PatternKind::Range { .. }
            | PatternKind::Path(_)
            | PatternKind::Tuple(_)
            | PatternKind::TupleStruct(..)
            | PatternKind::Struct { .. }
            | PatternKind::Or(_)
            | PatternKind::Ref { .. }
            | PatternKind::Slice(_) => None,
        }
    }
}

impl BinaryOp {
    /// Whether it compares its operands.
    #[must_use]
    pub fn is_comparison(self) -> bool {
        matches!(
            self,
            Self::Eq | Self::Ne | Self::Lt | Self::Le | Self::Gt | Self::Ge
        )
    }
}
