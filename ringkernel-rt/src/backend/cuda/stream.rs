//! Streams and events: in which order the device works, and how the host learns how far it is.

use std::ptr;

use cudarc::driver::sys;

use super::driver::{check, check_done, Context};
use super::launch::Urgency;
use crate::error::Error;
use crate::priority::Priority;

/// An order of work on the device; the handle lives as long as the process.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stream {
    raw: sys::CUstream,
}

// SAFETY: the driver lets any thread enqueue on a stream.
unsafe impl Send for Stream {}
// SAFETY: as for `Send`; the driver locks inside.
unsafe impl Sync for Stream {}

/// The priorities that a GPU tells apart, as the driver numbers them: lower is more urgent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Priorities {
    highest: i32,
    lowest: i32,
}

impl Priorities {
    /// Those of the GPU whose context is bound.
    pub(super) fn query() -> Result<Self, Error> {
        let (mut lowest, mut highest) = (0, 0);
        // SAFETY: the driver writes two numbers.
        check("cuCtxGetStreamPriorityRange", unsafe {
            sys::cuCtxGetStreamPriorityRange(&mut lowest, &mut highest)
        })?;
        Ok(Self { highest, lowest })
    }

    /// How many there are.
    pub(super) fn count(self) -> u32 {
        self.highest.abs_diff(self.lowest) + 1
    }

    /// The driver's number for `priority`, or for the lowest there is.
    pub(super) fn number(self, priority: Priority) -> i32 {
        (self.highest + i32::from(priority.steps())).min(self.lowest)
    }

    /// How a launch has `priority` in a stream of the highest.
    pub(super) fn urgency(self, priority: Priority) -> Urgency {
        match self.number(priority) {
            number if number == self.highest => Urgency::OfStream,
            number => Urgency::Own(number),
        }
    }
}

impl Stream {
    /// Makes a stream that never waits for the default stream. A context must be bound.
    pub(super) fn create(priorities: Priorities, priority: Priority) -> Result<Self, Error> {
        let mut raw = ptr::null_mut();
        // SAFETY: a context is bound; the driver writes a handle.
        check("cuStreamCreateWithPriority", unsafe {
            sys::cuStreamCreateWithPriority(
                &mut raw,
                sys::CUstream_flags::CU_STREAM_NON_BLOCKING as u32,
                priorities.number(priority),
            )
        })?;
        Ok(Self { raw })
    }

    /// The default stream, for tests that have no device.
    #[cfg(test)]
    pub(super) fn null() -> Self {
        Self {
            raw: ptr::null_mut(),
        }
    }

    /// The driver's handle.
    pub(super) fn raw(self) -> sys::CUstream {
        self.raw
    }

    /// Blocks the calling thread until all enqueued work has ended.
    pub(super) fn synchronize(self) -> Result<(), Error> {
        // SAFETY: the stream is never destroyed.
        check("cuStreamSynchronize", unsafe {
            sys::cuStreamSynchronize(self.raw)
        })
    }

    /// Whether all enqueued work has ended.
    pub(super) fn is_idle(self) -> Result<bool, Error> {
        // SAFETY: the stream is never destroyed.
        check_done("cuStreamQuery", unsafe { sys::cuStreamQuery(self.raw) })
    }
}

/// A point in a stream that can be waited for.
#[derive(Debug)]
pub(super) struct Event {
    raw: sys::CUevent,
    context: Context,
}

// SAFETY: the driver lets any thread use an event.
unsafe impl Send for Event {}
// SAFETY: as for `Send`; the driver locks inside.
unsafe impl Sync for Event {}

impl Event {
    /// Makes an event whose waits sleep instead of spinning. `context` must be bound.
    pub(super) fn create(context: Context) -> Result<Self, Error> {
        let flags = sys::CUevent_flags::CU_EVENT_BLOCKING_SYNC as u32
            | sys::CUevent_flags::CU_EVENT_DISABLE_TIMING as u32;
        let mut raw = ptr::null_mut();
        // SAFETY: a context is bound; the driver writes a handle.
        check("cuEventCreate", unsafe {
            sys::cuEventCreate(&mut raw, flags)
        })?;
        Ok(Self { raw, context })
    }

    /// Moves the event to the end of what `stream` holds now.
    pub(super) fn record(&self, stream: Stream) -> Result<(), Error> {
        // SAFETY: event and stream are alive and of one context.
        check("cuEventRecord", unsafe {
            sys::cuEventRecord(self.raw, stream.raw)
        })
    }

    /// Whether the work before it has ended.
    pub(super) fn is_done(&self) -> Result<bool, Error> {
        // SAFETY: the event is alive.
        check_done("cuEventQuery", unsafe { sys::cuEventQuery(self.raw) })
    }

    /// Blocks the calling thread until the work before it has ended.
    pub(super) fn synchronize(&self) -> Result<(), Error> {
        // SAFETY: the event is alive.
        check("cuEventSynchronize", unsafe {
            sys::cuEventSynchronize(self.raw)
        })
    }
}

impl Drop for Event {
    fn drop(&mut self) {
        if self.context.bind().is_ok() {
            // SAFETY: the event is alive and used by nobody else; one that is not reached yet is released by the driver
            // later, without waiting. There is nobody to tell of a failure.
            let _ = unsafe { sys::cuEventDestroy_v2(self.raw) };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn priorities_go_from_the_highest_down_and_no_further_than_the_lowest() {
        let numbers = |highest, lowest| {
            let gpu = Priorities { highest, lowest };
            let asked = [
                Priority::HIGHEST,
                Priority::HIGHEST.below(2),
                Priority::HIGHEST.below(6),
                Priority::LOWEST,
                Priority::LOWEST.below(1),
            ];
            (gpu.count(), asked.map(|priority| gpu.number(priority)))
        };
        assert_eq!(numbers(-5, 0), (6, [-5, -3, 0, 0, 0]));
        assert_eq!(numbers(-1, 0), (2, [-1, 0, 0, 0, 0]));
        // A GPU that has none.
        assert_eq!(numbers(0, 0), (1, [0; 5]));
    }
}
