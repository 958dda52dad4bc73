//! Stops a lane at its mistake and says where it was.
//!
//! Our own checks ([`raise`]) unwind with the place of their caller and run no panic hook. Panics of the language
//! (division by zero) and of the user's code go through the process's panic hook: ours is put before the one that is
//! there, and keeps message and place instead of printing them while a lane runs. Panics elsewhere are passed on.

use std::any::Any;
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe, Location, PanicHookInfo};
use std::sync::Once;

use crate::artifact::Artifact;
use crate::error::{Fault, FaultKind, Site};

/// A mistake of a lane: what and where in the source, the file as rustc names it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Raised {
    pub(crate) kind: FaultKind,
    pub(crate) site: Site,
}

impl Raised {
    /// A mistake at a place of the source.
    pub(crate) fn at(kind: FaultKind, place: &Location<'_>) -> Self {
        Self {
            kind,
            site: Site::of(place),
        }
    }

    /// The fault that the host sees.
    pub(crate) fn into_fault(
        self,
        artifact: &Artifact,
        block: [u32; 3],
        thread: [u32; 3],
        message: Option<u64>,
    ) -> Fault {
        Fault {
            kernel: artifact.name,
            kind: self.kind,
            site: self.site.in_package(artifact),
            block,
            thread,
            message,
            time: None,
        }
    }
}

thread_local! {
    /// Whether this thread runs a lane, so that a panic is a fault.
    static IN_LANE: Cell<bool> = const { Cell::new(false) };
    /// What the hook saw of the panic that is unwinding.
    static SEEN: RefCell<Option<Raised>> = const { RefCell::new(None) };
}

/// Stops the lane, or panics where no lane runs.
///
/// # Panics
/// Always, in the meaning of unwinding.
#[cold]
#[inline(never)]
#[track_caller]
pub(crate) fn raise(kind: FaultKind) -> ! {
    if !IN_LANE.get() {
        panic!("{kind}");
    }
    panic::resume_unwind(Box::new(Raised::at(kind, Location::caller())))
}

/// Runs lanes: gives their result, or the mistake that stopped one.
pub(crate) fn catch<R>(lanes: impl FnOnce() -> R) -> Result<R, Raised> {
    static HOOK: Once = Once::new();
    HOOK.call_once(put_hook);
    let before = IN_LANE.replace(true);
    // A lane holds only views and plain values: what it leaves half-written is the kernel's memory, whose contents
    // after a fault are unspecified.
    let result = panic::catch_unwind(AssertUnwindSafe(lanes));
    IN_LANE.set(before);
    result.map_err(read)
}

/// Runs `wait`, during which this thread runs other lanes or none, from within [`catch`].
pub(crate) fn pause<R>(wait: impl FnOnce() -> R) -> R {
    IN_LANE.set(false);
    let result = wait();
    IN_LANE.set(true);
    result
}

fn put_hook() {
    let next = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if IN_LANE.get() {
            SEEN.set(Some(see(info)));
        } else {
            next(info);
        }
    }));
}

fn see(info: &PanicHookInfo<'_>) -> Raised {
    let message = text(info.payload()).unwrap_or("a panic without a message");
    Raised {
        kind: FaultKind::from_panic(message.to_owned()),
        site: info.location().map_or_else(unknown, Site::of),
    }
}

/// What the payload of a caught panic says.
fn read(payload: Box<dyn Any + Send>) -> Raised {
    match payload.downcast::<Raised>() {
        Ok(raised) => *raised,
        // The hook saw it, unless somebody replaced our hook: then the place is lost but the message is not.
        Err(payload) => SEEN.take().unwrap_or_else(|| Raised {
            kind: FaultKind::from_panic(
                text(&*payload)
                    .unwrap_or("a panic without a message")
                    .to_owned(),
            ),
            site: unknown(),
        }),
    }
}

fn text(payload: &(dyn Any + Send)) -> Option<&str> {
    payload
        .downcast_ref::<&'static str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
}

pub(crate) fn unknown() -> Site {
    Site {
        file: Cow::Borrowed("unknown"),
        line: 0,
        column: 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_fault_has_its_callers_place() {
        let line = line!() + 1;
        let raised = catch(|| raise(FaultKind::DivideByZero)).unwrap_err();
        assert_eq!(raised.kind, FaultKind::DivideByZero);
        assert_eq!((&*raised.site.file, raised.site.line), (file!(), line));
    }

    #[test]
    fn a_panic_of_the_language_has_its_own_place() {
        let zero = std::hint::black_box(0);
        let line = line!() + 1;
        let raised = catch(|| 1 / zero).unwrap_err();
        assert_eq!(raised.kind, FaultKind::DivideByZero);
        assert_eq!(raised.site.line, line);
    }

    #[test]
    fn a_panic_of_the_user_keeps_its_message() {
        let raised = catch(|| panic!("number {}", 7)).unwrap_err();
        assert_eq!(
            raised.kind,
            FaultKind::Panic {
                message: "number 7".into()
            }
        );
    }

    #[test]
    #[should_panic(expected = "attempt to divide by zero")]
    fn outside_a_lane_a_fault_is_a_panic() {
        raise(FaultKind::DivideByZero);
    }
}
