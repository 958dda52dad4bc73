//! Waiting for the other threads of a block.

use crate::backend::cpu::fiber;
use crate::backend::cpu::meeting::Scope;

/// Waits until every thread of the block that has not returned calls it too.
///
/// What the threads wrote before is seen by all of them after.
///
/// # Panics
/// Outside a running kernel.
#[track_caller]
pub fn sync_threads() {
    fiber::meet(Scope::Block, "sync_threads", None);
}
