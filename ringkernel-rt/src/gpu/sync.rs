//! Waiting for the other threads of a block.

use std::rc::Rc;

use crate::backend::cpu::fiber;
use crate::backend::cpu::meeting::{Round, Scope};

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

#[track_caller]
fn vote(what: &'static str, predicate: bool) -> Rc<Round> {
    fiber::meet(Scope::Block, what, Some(predicate.into())).expect("a value was handed in")
}

/// Waits as [`sync_threads`] does; how many of the threads say `true`.
///
/// # Panics
/// Outside a running kernel.
#[track_caller]
pub fn sync_threads_count(predicate: bool) -> i32 {
    let round = vote("sync_threads_count", predicate);
    let said = round
        .all()
        .iter()
        .flatten()
        .filter(|&&said| said == 1)
        .count();
    i32::try_from(said).expect("a block has at most 1024 threads")
}

/// Waits as [`sync_threads`] does; whether every one of the threads says `true`.
///
/// # Panics
/// Outside a running kernel.
#[track_caller]
pub fn sync_threads_and(predicate: bool) -> bool {
    let round = vote("sync_threads_and", predicate);
    let all = round.all();
    all.iter().flatten().all(|&said| said == 1)
}

/// Waits as [`sync_threads`] does; whether one of the threads says `true`.
///
/// # Panics
/// Outside a running kernel.
#[track_caller]
pub fn sync_threads_or(predicate: bool) -> bool {
    let round = vote("sync_threads_or", predicate);
    let all = round.all();
    all.iter().flatten().any(|&said| said == 1)
}
