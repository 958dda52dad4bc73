//! Loops of which nobody knows that they end, and how often they are to look whether the host has had enough.
//!
//! Only an actor's loops are watched: nothing else stays on the device. A nest whose rounds are known to be few ends by
//! itself, and so does a range up to the length of a slice, which lies in memory that is there; those keep their shape and
//! can be unrolled.

use std::collections::BTreeMap;

use super::definition;
use super::trips::{Bounds, Trips};
use crate::intrinsic::Op;
use crate::ir::{Block, Function, Handle, Label, Module, Stmt, StmtKind};

/// Rounds of short loops between two looks: some hundred times as long as a look across PCIe.
const ROUNDS: u64 = 1 << 16;

/// Rounds of loops whose bounds are known that need no look.
const FEW: u64 = 1 << 20;

/// How long code may run, by the rounds of its loops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// For so many rounds at most, without a look.
    Rounds(u64),
    /// For seconds, without a look.
    Long,
    /// For as long as the host lets it: it has a loop that looks.
    Open,
}

impl Default for Span {
    fn default() -> Self {
        Self::Rounds(0)
    }
}

impl Span {
    /// That of one after the other.
    fn then(self, next: Self) -> Self {
        match (self, next) {
            (Self::Open, _) | (_, Self::Open) => Self::Open,
            (Self::Long, _) | (_, Self::Long) => Self::Long,
            (Self::Rounds(first), Self::Rounds(second)) => Self::rounds(first + second),
        }
    }

    fn rounds(rounds: u64) -> Self {
        match rounds <= FEW {
            true => Self::Rounds(rounds),
            false => Self::Long,
        }
    }
}

/// When a loop looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// In one of so many rounds, a power of two.
    Every(u64),
    /// When time has gone by: its rounds may take long.
    Timed,
}

impl Look {
    /// That of a loop whose rounds run for so long.
    fn over(round: Span) -> Self {
        match round {
            Span::Rounds(rounds) => {
                let loops = (ROUNDS / rounds.max(1)).max(1);
                Self::Every(1 << loops.ilog2())
            }
            Span::Long | Span::Open => Self::Timed,
        }
    }
}

/// How long a function runs, and which of its loops look; `callee` knows how long the functions run that it calls.
pub fn find(
    module: &Module,
    function: &Function,
    callee: impl Fn(Handle<Function>) -> Span,
) -> (Span, BTreeMap<Label, Look>) {
    let mut walk = Walk {
        bounds: Bounds {
            module,
            function,
            definitions: definition::find(function),
        },
        callee,
        looks: BTreeMap::new(),
    };
    let span = walk.block(&function.body);
    (span, walk.looks)
}

struct Walk<'a, F> {
    bounds: Bounds<'a>,
    callee: F,
    looks: BTreeMap<Label, Look>,
}

impl<'a, F: Fn(Handle<Function>) -> Span> Walk<'a, F> {
    fn block(&mut self, block: &'a Block) -> Span {
        let spans = block.iter().map(|stmt| self.stmt(stmt));
        spans.fold(Span::default(), Span::then)
    }

    fn stmt(&mut self, stmt: &'a Stmt) -> Span {
        match &stmt.kind {
            StmtKind::Call { function, .. } => (self.callee)(*function),
            StmtKind::Intrinsic {
                op: Op::Nanosleep, ..
            } => Span::Long,
            StmtKind::If(_, then, otherwise) => self.block(then).then(self.block(otherwise)),
            StmtKind::Block(_, body) | StmtKind::Debug(body) => self.block(body),
            StmtKind::Loop { label, body } => {
                let round = self.block(body);
                self.watch(*label, round)
            }
            StmtKind::For {
                label,
                start,
                end,
                inclusive,
                body,
                variable: _,
            } => {
                let round = self.block(body);
                let trips = self.bounds.trips(start, end, *inclusive);
                let by_itself = match (trips, round) {
                    (Trips::AtMost(trips), Span::Rounds(inside)) => {
                        match Span::rounds(trips.saturating_mul(inside.max(1))) {
                            few @ Span::Rounds(_) => Some(few),
                            Span::Long | Span::Open => None,
                        }
                    }
                    (Trips::Slice, Span::Rounds(0)) => Some(Span::Long),
                    (Trips::Slice | Trips::Unknown, Span::Rounds(_))
                    | (_, Span::Long | Span::Open) => None,
                };
                by_itself.unwrap_or_else(|| self.watch(*label, round))
            }
            StmtKind::Let(..)
            | StmtKind::Store(..)
            | StmtKind::Check(_)
            | StmtKind::Intrinsic { .. }
            | StmtKind::Panic(_)
            | StmtKind::Log(_)
            | StmtKind::Break(_)
            | StmtKind::Continue(_)
            | StmtKind::Return(_) => Span::default(),
        }
    }

    fn watch(&mut self, label: Label, round: Span) -> Span {
        self.looks.insert(label, Look::over(round));
        Span::Open
    }
}
