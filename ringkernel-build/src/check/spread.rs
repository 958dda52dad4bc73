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
    /// The lanes of each tile of 16.
    Tile16,
    /// The lanes of each tile of 8.
    Tile8,
    /// The lanes of each tile of 4.
    Tile4,
    /// The lanes of each tile of 2.
    Tile2,
    /// Each thread for itself.
    Thread,
}

impl Spread {
    /// Of groups of so many neighbouring lanes.
    pub(super) fn of_lanes(lanes: u32) -> Self {
        match lanes {
            32 => Self::Warp,
            16 => Self::Tile16,
            8 => Self::Tile8,
            4 => Self::Tile4,
            2 => Self::Tile2,
            _alone => Self::Thread,
        }
    }
}

/// The lanes of the tile whose width is an operation's first argument.
fn lanes(args: &[Expr]) -> u32 {
    match args.first().map(|width| &width.kind) {
        Some(ExprKind::Literal(Literal::Int(width))) => u32::try_from(*width).unwrap_or(1),
        _no_literal => unreachable!("lowering writes the width"),
    }
}

/// How many neighbouring lanes have to come together where an intrinsic is called, if that is all who have to.
pub(super) fn lanes_needed(op: Op, args: &[Expr], definitions: &Definitions<'_>) -> u32 {
    match intrinsic::row(op).effect {
        Effect::Warp if op == Op::RingShuffle || names_all(args, definitions) => 32,
        Effect::Tile => lanes(args),
        Effect::Warp | Effect::Pure | Effect::Memory | Effect::Barrier | Effect::Grid => 0,
    }
}

/// Whether an intrinsic waits for the lanes that a mask names, which may be any.
pub(super) fn names_lanes(op: Op, args: &[Expr], definitions: &Definitions<'_>) -> bool {
    match intrinsic::row(op).effect {
        Effect::Warp => lanes_needed(op, args, definitions) == 0,
        Effect::Tile | Effect::Pure | Effect::Memory | Effect::Barrier | Effect::Grid => false,
    }
}

/// The spread of an intrinsic without effect, its arguments aside.
pub(super) fn of_pure(op: Op, args: &[Expr]) -> Spread {
    match op {
        Op::ThreadIdxX
        | Op::ThreadIdxY
        | Op::ThreadIdxZ
        | Op::LaneId
        | Op::TileRank
        | Op::BlockRank
        | Op::GridRank
        | Op::RingThreadId
        | Op::RingGlobalThreadId
        | Op::RingLaneId => Spread::Thread,
        // A block of an actor has one dimension, so 32 threads with one quotient are a warp.
        Op::TileNumber => Spread::of_lanes(lanes(args)),
        Op::WarpId | Op::RingWarpId => Spread::Warp,
        Op::BlockIdxX
        | Op::BlockIdxY
        | Op::BlockIdxZ
        | Op::RingBlockId
        | Op::RingMessageTime
        | Op::GridBlockRank => Spread::Block,
        _the_same_everywhere => Spread::Grid,
    }
}

/// Whether threads of one block get different answers from an intrinsic without effect.
pub(super) fn tells_threads_apart(op: Op, args: &[Expr]) -> bool {
    of_pure(op, args) > Spread::Block
}

/// Who has to come together where an intrinsic is called; `None` if anybody may come alone.
pub(super) fn needs(op: Op, args: &[Expr], definitions: &Definitions<'_>) -> Option<Spread> {
    match intrinsic::row(op).effect {
        Effect::Pure | Effect::Memory => None,
        Effect::Warp | Effect::Tile => match lanes_needed(op, args, definitions) {
            0 => None,
            lanes => Some(Spread::of_lanes(lanes)),
        },
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
        Op::TileAll
        | Op::TileAny
        | Op::TileBallot
        | Op::TileReduceSum
        | Op::TileReduceMin
        | Op::TileReduceMax
        | Op::TileReduceAnd
        | Op::TileReduceOr
        | Op::TileReduceXor => Spread::of_lanes(lanes(args)),
        Op::TileShfl if of_args[2] <= Spread::of_lanes(lanes(args)) => {
            Spread::of_lanes(lanes(args))
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
