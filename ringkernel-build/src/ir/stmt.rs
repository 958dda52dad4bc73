//! Statements: everything that has an effect, in Rust's order.

use super::{BinaryOp, Expr, Function, Handle, Local, Location, Place};
use crate::intrinsic::Op;
use crate::log::Level;

/// Names a loop, or a block that is left early; no two of a function share one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label(pub u32);

/// Statements in order.
pub type Block = Vec<Stmt>;

/// A statement and where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Stmt {
    /// What it is.
    pub kind: StmtKind,
    /// The user's line, for `#line`; for a [`StmtKind::Check`] the place a fault names: where rustc would put its panic.
    pub location: Location,
}

/// The forms of a statement.
#[derive(Clone, Debug, PartialEq)]
pub enum StmtKind {
    /// Brings a local into being; without a value it is written on every path before it is read.
    Let(Handle<Local>, Option<Expr>),
    /// Writes a place.
    Store(Place, Expr),
    /// Stops the kernel or actor with a fault unless the check holds.
    Check(Check),
    /// Calls a device function; unit results have no local.
    Call {
        /// A local already brought into being by `Let`, or `None`.
        result: Option<Handle<Local>>,
        /// The callee.
        function: Handle<Function>,
        /// One per parameter.
        args: Vec<Expr>,
    },
    /// An intrinsic with an effect, such as a barrier or an atomic operation.
    Intrinsic {
        /// A local already brought into being by `Let`, or `None`.
        result: Option<Handle<Local>>,
        /// The operation.
        op: Op,
        /// One per parameter; [`ExprKind::Borrow`](super::ExprKind::Borrow) for a place.
        args: Vec<Expr>,
    },
    /// A record of the log.
    Log(Log),
    /// A branch.
    If(Expr, Block, Block),
    /// Runs for ever; left by `Break` or `Return`.
    Loop {
        /// What `Break` and `Continue` call it.
        label: Label,
        /// The body.
        body: Block,
    },
    /// A counted loop. Start and end are evaluated once, before. The local is fresh in each round; its `Let` is implied.
    For {
        /// What `Break` and `Continue` call it.
        label: Label,
        /// The loop variable; never assigned in the body (a `mut` one is copied to another local first).
        variable: Handle<Local>,
        /// The first value.
        start: Expr,
        /// The bound.
        end: Expr,
        /// Whether the bound itself is visited.
        inclusive: bool,
        /// The body; its `Continue` goes to the next round.
        body: Block,
    },
    /// A scope of its own; with a label, `Break` may leave it.
    Block(Option<Label>, Block),
    /// What only a build with debug assertions does.
    Debug(Block),
    /// Stops the kernel or actor with a fault.
    Panic(Panic),
    /// Leaves a loop or block round it.
    Break(Label),
    /// Starts the next round of a loop round it.
    Continue(Label),
    /// Leaves the function; the value is there unless the function returns unit.
    Return(Option<Expr>),
}

/// What a kernel or actor says when it stops on purpose.
#[derive(Clone, Debug, PartialEq)]
pub struct Panic {
    /// The text.
    pub text: String,
    /// The two scalars of a type whose comparison failed; the host writes them behind the text. They are locals or
    /// literals.
    pub values: Option<(Expr, Expr)>,
}

/// A record of the log: its values go to the host, which fills them into the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Log {
    /// How important it is.
    pub level: Level,
    /// Its text in [plain form](crate::log::Text::plain).
    pub text: String,
    /// What fills the text's places, at most [`MOST_VALUES`](crate::log::MOST_VALUES) scalars.
    pub values: Vec<Expr>,
}

/// What must hold for the next statement to make sense. Operands are locals or literals, so that reading them twice is
/// free.
#[derive(Clone, Debug, PartialEq)]
pub enum Check {
    /// `index < len`, both usize.
    Index {
        /// The index.
        index: Expr,
        /// The slice's length.
        len: Expr,
    },
    /// `start <= end` and `end <= len`, all usize. Without `end`, `start <= len`.
    Range {
        /// The first element.
        start: Expr,
        /// The one after the last; `None` means up to the end.
        end: Option<Expr>,
        /// The slice's length.
        len: Expr,
    },
    /// Integer `dividend op divisor` is defined: the divisor is not 0, and for signed types not `MIN op -1`.
    Divisor {
        /// `Div` or `Rem`.
        op: BinaryOp,
        /// The left operand.
        dividend: Expr,
        /// The right operand.
        divisor: Expr,
    },
}
