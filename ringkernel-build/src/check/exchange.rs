//! Nobody waits for a thread of an actor that has faulted.
//!
//! A thread of a grid that faults has ended, and nobody waits for it. One of an actor lives on in the block's loop: it
//! still comes to `sync_threads`, but neither to its warp nor to a reduction. So a handler whose threads exchange values
//! must not be able to fault. An actor is one block, so it has no grid to wait for.

use super::{FunctionFacts, Mistake};
use crate::intrinsic::{self, Effect, Op};
use crate::ir::Kernel;

/// Adds what the ring kernel breaks.
pub(super) fn check(kernel: &Kernel, facts: &FunctionFacts, mistakes: &mut Vec<Mistake>) {
    let mut refuse = |message: &str, help: &str| {
        mistakes.push(Mistake {
            location: kernel.function.location,
            message: message.to_owned(),
            help: help.to_owned(),
        });
    };
    if facts.has_grid_barrier {
        refuse(
            "an actor is one block, but its handler waits for a grid",
            "use the functions of a block, such as `block_reduce_sum` and `sync_threads`",
        );
    } else if facts.has_exchange && facts.may_fault {
        refuse(
            "threads of this actor exchange values, but one of them may stop at a fault before it comes",
            "write the handler without indices that are checked and without divisions by variables, \
             or exchange through the state between two `ctx.sync_threads()`",
        );
    }
}

/// Whether a thread learns here which others come with it, though it waits for none.
pub(super) fn tells_company(op: Op) -> bool {
    op == Op::WarpActiveMask
}

/// Whether threads learn from each other here.
pub(super) fn is_exchange(op: Op) -> bool {
    match intrinsic::row(op).effect {
        Effect::Pure | Effect::Memory => false,
        Effect::Warp | Effect::Tile | Effect::Grid => true,
        Effect::Barrier => op != Op::SyncThreads,
    }
}
