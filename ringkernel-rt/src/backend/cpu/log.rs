//! Who hears what the running lane logs, and where the lane is.

use std::cell::Cell;
use std::ptr::NonNull;

use crate::log::Sink;

/// The kernel that a thread runs.
struct Here<'a> {
    sink: &'a Sink,
    /// Block and thread of the running lane.
    place: &'a dyn Fn() -> ([u32; 3], [u32; 3]),
}

thread_local! {
    /// Points to what lives until [`during`] puts back what was here before.
    static HERE: Cell<Option<NonNull<Here<'static>>>> = const { Cell::new(None) };
}

/// Runs lanes whose records go to `sink`.
pub(crate) fn during<R>(
    sink: &Sink,
    place: &dyn Fn() -> ([u32; 3], [u32; 3]),
    lanes: impl FnOnce() -> R,
) -> R {
    struct Before(Option<NonNull<Here<'static>>>);
    impl Drop for Before {
        fn drop(&mut self) {
            HERE.set(self.0);
        }
    }
    let here = Here { sink, place };
    let before = Before(HERE.replace(Some(NonNull::from(&here).cast())));
    let result = lanes();
    drop(before);
    result
}

/// Calls `f` with who hears the running lane, and with its block and thread; not outside a kernel.
pub(crate) fn with(f: impl FnOnce(&Sink, [u32; 3], [u32; 3])) {
    if let Some(here) = HERE.get() {
        // SAFETY: the pointer is that of a `Here` on the stack of `during`, which takes it away before it returns or
        // unwinds; the reference does not outlive this call, which happens inside.
        let here = unsafe { here.as_ref() };
        let (block, thread) = (here.place)();
        f(here.sink, block, thread);
    }
}
