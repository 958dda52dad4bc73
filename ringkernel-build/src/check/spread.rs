//! How far threads agree.

use super::definition::Definitions;
use crate::intrinsic::{self, Effect, Op};
use crate::ir::{Expr, ExprKind, Literal, UnaryOp};

/// The largest group whose threads surely agree: on a value, or on coming here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Spread {
    /// All threads of the grid.
    #[default]
    Grid,
    /// The threads of each block.
    Block,
    /// The lanes of each warp.
    Warp,
    /// Each thread for itself.
    Thread,
}

/// The spread of an intrinsic without effect, its arguments aside.
pub(super) fn of_pure(op: Op) -> Spread {
    match op {
        Op::ThreadIdxX
        | Op::ThreadIdxY
        | Op::ThreadIdxZ
        | Op::LaneId
        | Op::RingThreadId
        | Op::RingGlobalThreadId
        | Op::RingLaneId => Spread::Thread,
        // A block of an actor has one dimension, so 32 threads with one quotient are a warp.
        Op::WarpId | Op::RingWarpId => Spread::Warp,
        Op::BlockIdxX | Op::BlockIdxY | Op::BlockIdxZ | Op::RingBlockId => Spread::Block,
        _the_same_everywhere => Spread::Grid,
    }
}

/// Who has to come together where an intrinsic is called; `None` if anybody may come alone.
pub(super) fn needs(op: Op, args: &[Expr], definitions: &Definitions<'_>) -> Option<Spread> {
    match intrinsic::row(op).effect {
        Effect::Pure | Effect::Memory => None,
        Effect::Warp => {
            (op == Op::RingShuffle || names_all(args, definitions)).then_some(Spread::Warp)
        }
        Effect::Barrier => Some(Spread::Block),
        Effect::Grid => Some(Spread::Grid),
    }
}

/// The spread of what an intrinsic with an effect gives, when those it needs have come.
pub(super) fn of_result(
    op: Op,
    args: &[Expr],
    of_args: &[Spread],
    definitions: &Definitions<'_>,
) -> Spread {
    match op {
        Op::WarpBallot
        | Op::WarpAll
        | Op::WarpAny
        | Op::WarpReduceAdd
        | Op::WarpReduceMin
        | Op::WarpReduceMax
        | Op::WarpReduceAnd
        | Op::WarpReduceOr
        | Op::WarpReduceXor
        | Op::WarpMatchAll
            if names_all(args, definitions) =>
        {
            Spread::Warp
        }
        // All read the same lane.
        Op::WarpShfl if names_all(args, definitions) && of_args[2] <= Spread::Warp => Spread::Warp,
        Op::RingShuffle if of_args[1] <= Spread::Warp => Spread::Warp,
        Op::BlockReduceSum
        | Op::BlockReduceMin
        | Op::BlockReduceMax
        | Op::BlockReduceAnd
        | Op::BlockReduceOr
        | Op::BlockReduceXor
        | Op::SyncThreadsCount
        | Op::SyncThreadsAnd
        | Op::SyncThreadsOr => Spread::Block,
        Op::GridReduceSum
        | Op::GridReduceMin
        | Op::GridReduceMax
        | Op::GridReduceAnd
        | Op::GridReduceOr
        | Op::GridReduceXor => Spread::Grid,
        _its_own => Spread::Thread,
    }
}

/// Whether the mask, the first argument, is a constant that names all lanes.
fn names_all(args: &[Expr], definitions: &Definitions<'_>) -> bool {
    args.first().is_some_and(|mask| is_all(mask, definitions))
}

fn is_all(mask: &Expr, definitions: &Definitions<'_>) -> bool {
    match &mask.kind {
        ExprKind::Literal(Literal::Int(value)) => *value == i128::from(u32::MAX),
        ExprKind::Unary(UnaryOp::Not, operand) => {
            matches!(operand.kind, ExprKind::Literal(Literal::Int(0)))
        }
        ExprKind::Load(place) if place.path.is_empty() => definitions
            .get(&place.root)
            .is_some_and(|definition| is_all(definition, definitions)),
        _other => false,
    }
}
