//! Atomics, locks, threads and shared ownership: std's, or loom's when its checker runs the tests (`--cfg loom`).

#[cfg(not(loom))]
pub(crate) use std::{
    hint,
    sync::{
        atomic::{fence, AtomicBool, AtomicU32, AtomicU64, Ordering},
        Arc, Mutex, MutexGuard,
    },
    thread,
};

#[cfg(loom)]
pub(crate) use loom::{
    hint,
    sync::{
        atomic::{fence, AtomicBool, AtomicU32, AtomicU64, Ordering},
        Arc, Mutex, MutexGuard,
    },
};

/// Turns of a loop that only spin or yield before it sleeps; the checker's threads sleep at once, so that it finds who
/// is not woken.
pub(crate) const fn patience(turns: u32) -> u32 {
    if cfg!(loom) {
        0
    } else {
        turns
    }
}

#[cfg(loom)]
pub(crate) mod thread {
    pub(crate) use loom::thread::{park, yield_now, Builder, Thread};
    use std::time::Duration;

    /// Time stands still while the checker runs: who sleeps for a while sleeps until somebody wakes it. So what only the
    /// time's end would mend is found.
    pub(crate) fn park_timeout(_: Duration) {
        park();
    }
}
