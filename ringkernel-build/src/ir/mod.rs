//! The typed, resolved intermediate representation of a crate's device code.
//!
//! Every name is resolved, every type known, every literal evaluated to its type. The shape is made for printing C
//! without re-thinking Rust:
//!
//! - An [`Expr`] is **pure**: it cannot fault, write, call a device function or wait. It may read locals and memory.
//! - Everything with an effect is a [`Stmt`], in Rust's evaluation order. `lower` moves an operand into a temporary
//!   when a later operand of the same expression has statements of its own.
//! - Every index has a [`Check::Index`] before it, every integer division a [`Check::Divisor`] unless the divisor is a
//!   literal other than 0 and -1. A place that is already checked is just an address.
//! - Integer arithmetic wraps, shifts take their amount modulo the width, float-to-integer casts saturate and make NaN
//!   zero: Rust's meaning in release mode. The printer must keep it.
//! - `if`, blocks and loops with values do not exist: `lower` gives them a local.
//! - `while c {b}` is `Loop { Break if !c; b }`.
//! - Every loop has a [`Label`] of its own, and so has a block that is left early; whoever leaves names it.

mod arena;
pub mod dump;
mod expr;
pub mod flow;
mod kernel;
mod stmt;
mod ty;
pub mod visit;

pub use arena::{Arena, Handle};
pub use expr::{BinaryOp, Expr, ExprKind, Literal, Place, Projection, UnaryOp};
pub use kernel::{Fast, GridSpec, Kernel, KernelKind, RingSpec, StencilSpec};
pub use stmt::{Block, Check, Label, Stmt, StmtKind};
pub use ty::{Element, Scalar, Type};

/// All device code of one crate.
#[derive(Clone, Debug, Default)]
pub struct Module {
    /// Paths of the source files, relative to the package, with `/`. [`Location::file`] points here.
    pub files: Vec<String>,
    /// Structs in an order in which each stands after those it contains.
    pub structs: Arena<Struct>,
    /// Device functions.
    pub functions: Arena<Function>,
    /// Kernels in source order.
    pub kernels: Vec<Kernel>,
}

/// A place in the user's source, for faults and `#line`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// Index into [`Module::files`].
    pub file: u32,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// A user struct. Its layout is C's.
#[derive(Clone, Debug)]
pub struct Struct {
    /// The Rust name. Two structs may share it (different modules); the printer's namer tells them apart.
    pub name: String,
    /// Fields in the order written: name and type. Field types are scalars or structs.
    pub fields: Vec<(String, Type)>,
    /// Where it is defined.
    pub location: Location,
}

/// A function body with its locals: a device function, or the body of a kernel.
#[derive(Clone, Debug)]
pub struct Function {
    /// The Rust name.
    pub name: String,
    /// Parameters, then every `let` and temporary.
    pub locals: Arena<Local>,
    /// The parameters in order; each is a local.
    pub params: Vec<Handle<Local>>,
    /// The result type; [`Type::Unit`] for none.
    pub output: Type,
    /// The statements. A path that ends without `Return` returns unit.
    pub body: Block,
    /// Where its name stands.
    pub location: Location,
}

/// A variable of a function.
#[derive(Clone, Debug)]
pub struct Local {
    /// The user's name, or `None` for a temporary. Names repeat under shadowing.
    pub name: Option<String>,
    /// Its type.
    pub ty: Type,
    /// Whether it is assigned after its `Let` (so the printer cannot make it `const`).
    pub mutable: bool,
}
