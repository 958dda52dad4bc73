//! Streams and events: in which order the device works, and how the host learns how far it is.

use std::ptr;

use cudarc::driver::sys;

use super::driver::{check, check_done, Context};
use crate::error::Error;

/// An order of work on the device; the handle lives as long as the process.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stream {
    raw: sys::CUstream,
}

// SAFETY: the driver lets any thread enqueue on a stream.
unsafe impl Send for Stream {}
// SAFETY: as for `Send`; the driver locks inside.
unsafe impl Sync for Stream {}

/// How urgent the work of a [`Stream`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Priority {
    /// Grid work.
    Normal,
    /// Actors: their blocks go before waiting blocks of grid work.
    Highest,
}

impl Stream {
    /// Makes a stream that never waits for the default stream. A context must be bound.
    pub(super) fn create(priority: Priority) -> Result<Self, Error> {
        let (mut least, mut greatest) = (0, 0);
        // SAFETY: the driver writes two numbers.
        check("cuCtxGetStreamPriorityRange", unsafe {
            sys::cuCtxGetStreamPriorityRange(&mut least, &mut greatest)
        })?;
        let priority = match priority {
            Priority::Normal => least,
            Priority::Highest => greatest,
        };
        let mut raw = ptr::null_mut();
        // SAFETY: a context is bound; the driver writes a handle.
        check("cuStreamCreateWithPriority", unsafe {
            sys::cuStreamCreateWithPriority(
                &mut raw,
                sys::CUstream_flags::CU_STREAM_NON_BLOCKING as u32,
                priority,
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
