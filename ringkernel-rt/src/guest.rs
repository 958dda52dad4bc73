//! Code of users, on a thread that has more to do than theirs: wakers, and who hears what is logged.

use std::panic::{self, AssertUnwindSafe};

/// Calls it. If it panics, which the panic hook has told then, that is the end of this call alone: others wait to be woken
/// by the same thread.
pub(crate) fn call(guest: impl FnOnce()) {
    // What it leaves half-done is its own.
    drop(panic::catch_unwind(AssertUnwindSafe(guest)));
}
