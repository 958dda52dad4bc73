//! An actor's handler keeps to the threads that its attribute gives a message.
//!
//! Where a thread or a warp answers messages of its own, the block has as many as it likes at a time, in no order that
//! threads could rely on: its barriers and its memory belong to no message, and a number in the block tells nothing. So
//! what asks for them is refused. Nothing is asked of a handler whose attribute does not say `per`, nor of `per = block`.

use std::collections::BTreeMap;

use super::{exchange, spread, Mistake};
use crate::intrinsic::{self, Effect, Op};
use crate::ir::{
    visit, Expr, ExprKind, Function, Granularity, Handle, Kernel, Location, Module, RingSpec,
    StmtKind, Storage,
};

/// What a handler does that needs more threads than its message has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Need {
    /// To be one of many.
    Place,
    /// To be one of a known number.
    Size,
    /// To wait for the block.
    Block,
    /// To hear from other lanes.
    Lanes,
    /// Memory that the block shares.
    Memory,
}

/// Adds what the ring kernel breaks.
pub(super) fn check(
    module: &Module,
    kernel: &Kernel,
    spec: &RingSpec,
    mistakes: &mut Vec<Mistake>,
) {
    let (per, who) = match spec.per {
        Some(Granularity::Thread) => (Per::Thread, "one thread"),
        Some(Granularity::Warp) => (Per::Warp, "one warp"),
        Some(Granularity::Block) | None => return,
    };
    let mut search = Search {
        module,
        per,
        known: BTreeMap::new(),
    };
    for (location, (need, callee)) in search.of_body(&kernel.function) {
        let does = match need {
            Need::Place => "asks for a thread's place in the block",
            Need::Size => "asks how many threads the block has",
            Need::Block => "waits for the block",
            Need::Lanes => "meets other lanes",
            Need::Memory => "shares memory with the block",
        };
        let does = match callee {
            Some(callee) => format!("`{}`, called here, {does}", module.functions[callee].name),
            None => format!("this {does}"),
        };
        let help = match (per, need) {
            (Per::Thread, Need::Lanes) => {
                "write `per = warp` or `per = block`, or leave `per` out: the whole block then answers"
            }
            (Per::Thread, Need::Place | Need::Size | Need::Block | Need::Memory) => {
                "write `per = block`, or leave `per` out: the whole block then answers"
            }
            (Per::Warp, Need::Size) => "write the number that you mean, or `per = block`",
            (Per::Warp, Need::Place) => {
                "ask for the lane's place in the warp, `ctx.lane_id()`, or write `per = block`"
            }
            (Per::Warp, Need::Block | Need::Memory | Need::Lanes) => {
                "let the lanes of the warp exchange what they have, such as by `warp_reduce_add(!0, v)`, or write `per = block`"
            }
        };
        mistakes.push(Mistake {
            location,
            message: format!(
                "`{}` answers each message by {who}, but {does}",
                kernel.function.name
            ),
            help: help.to_owned(),
        });
    }
}

/// The granularities that forbid something.
#[derive(Clone, Copy)]
enum Per {
    Thread,
    Warp,
}

/// A need, and the function called there that has it, if it is not the handler itself.
type Found = (Need, Option<Handle<Function>>);

struct Search<'a> {
    module: &'a Module,
    per: Per,
    known: BTreeMap<usize, Option<Need>>,
}

impl Search<'_> {
    /// The first thing that each statement needs too much.
    fn of_body(&mut self, function: &Function) -> BTreeMap<Location, Found> {
        let mut found = BTreeMap::new();
        for (_, local) in function.locals.iter() {
            match local.storage {
                Storage::Shared(place) => {
                    found.insert(place, (Need::Memory, None));
                }
                // The length comes from a launch, which an actor's has none for: lowering refuses it.
                Storage::Dynamic(_) | Storage::Thread => {}
            }
        }
        visit::stmts(&function.body, &mut |stmt| {
            let need = match &stmt.kind {
                StmtKind::Call { function, .. } => self
                    .of_function(*function)
                    .map(|need| (need, Some(*function))),
                StmtKind::Intrinsic { op, .. } => self.of_effect(*op).map(|need| (need, None)),
                StmtKind::Let(..)
                | StmtKind::Store(..)
                | StmtKind::Check(_)
                | StmtKind::Panic(_)
                | StmtKind::Log(_)
                | StmtKind::If(..)
                | StmtKind::Loop { .. }
                | StmtKind::For { .. }
                | StmtKind::Block(..)
                | StmtKind::Debug(_)
                | StmtKind::Break(_)
                | StmtKind::Continue(_)
                | StmtKind::Return(_) => None,
            };
            if let Some(need) = need {
                found.entry(stmt.location).or_insert(need);
            }
        });
        visit::exprs(&function.body, &mut |expr, location| {
            if let Some(need) = self.of_pure(expr) {
                found.entry(location).or_insert((need, None));
            }
        });
        found
    }

    fn of_function(&mut self, handle: Handle<Function>) -> Option<Need> {
        if let Some(known) = self.known.get(&handle.index()) {
            return *known;
        }
        let function = &self.module.functions[handle];
        let need = self
            .of_body(function)
            .into_values()
            .next()
            .map(|found| found.0);
        self.known.insert(handle.index(), need);
        need
    }

    /// What an intrinsic that is a statement needs too much.
    fn of_effect(&self, op: Op) -> Option<Need> {
        match (self.per, intrinsic::row(op).effect) {
            // For the grid nobody may wait, whatever the granularity.
            (_, Effect::Pure | Effect::Grid) => None,
            (_, Effect::Barrier) => Some(Need::Block),
            (Per::Thread, Effect::Warp | Effect::Tile) => Some(Need::Lanes),
            (Per::Thread, Effect::Memory) => exchange::tells_company(op).then_some(Need::Lanes),
            (Per::Warp, Effect::Memory | Effect::Warp | Effect::Tile) => None,
        }
    }

    /// What an expression by itself, its operands aside, needs too much.
    fn of_pure(&self, expr: &Expr) -> Option<Need> {
        let ExprKind::Intrinsic(op, args) = &expr.kind else {
            return None;
        };
        match (self.per, op) {
            // The same in each warp, and so is a tile's own place in it, since a tile does not cross warps.
            (Per::Warp, Op::LaneId | Op::RingLaneId | Op::TileRank) => None,
            (
                Per::Warp,
                Op::BlockDimX
                | Op::BlockDimY
                | Op::BlockDimZ
                | Op::BlockSize
                | Op::GridSize
                | Op::TileCount,
            ) => Some(Need::Size),
            (Per::Thread | Per::Warp, _another) => {
                spread::tells_threads_apart(*op, args).then_some(Need::Place)
            }
        }
    }
}
