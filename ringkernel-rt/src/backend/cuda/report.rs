//! How a launch tells that it ended, and whether a thread of it faulted.

use std::mem::offset_of;
use std::time::{Duration, Instant};

use super::mapped::Region;
use super::memory::Memory;
use super::stream::{Event, Stream};
use super::Inner;
use crate::abi::{
    rk_env, rk_fault, rk_grid_state, rk_log_state, RK_FAULT_NONE, RK_FLAG_DEBUG_ASSERTIONS,
};
use crate::artifact::Artifact;
use crate::error::{Error, Fault, FaultKind};
use crate::log::{Heard, Ring, Sink, LAUNCH_RECORDS};
use crate::queue::layout::Shared;
use crate::sync::{AtomicU32, Ordering};

/// How long a wait asks again and again before it sleeps: most launches end within it, and waking up takes as long.
const SPIN: Duration = Duration::from_micros(50);

/// Where the claim is in its memory.
const CLAIM: usize = size_of::<rk_log_state>();

/// The claim, the fault record and the events of the launches that one device's jobs make.
///
/// A fault record stays until [`Report::take`], so a sequence of launches reports its first fault.
#[derive(Debug)]
pub(super) struct Report {
    device: &'static Inner,
    /// `struct rk_log_state`, then `struct rk_grid_state` with results of blocks behind it, all 0 before the first launch; the
    /// state's first word is 0 until the first thread that faults takes it.
    claim: Memory,
    /// The log, once a kernel was launched that has one.
    log: Option<Ring>,
    /// `struct rk_fault`, all 0 until then.
    record: Shared,
    /// Where the device sees the record.
    record_address: u64,
    /// Two, so that a sequence can wait for one half of its launches while the other half runs.
    events: [Event; 2],
}

/// One of the two events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Half {
    First,
    Second,
}

impl Half {
    /// The other one.
    pub(super) fn other(self) -> Self {
        match self {
            Self::First => Self::Second,
            Self::Second => Self::First,
        }
    }
}

impl Report {
    /// A report of which nothing was launched yet. The device's context must be bound.
    pub(super) fn create(device: &'static Inner) -> Result<Self, Error> {
        let region = Region::allocate(device, size_of::<rk_fault>())?;
        Ok(Self {
            device,
            claim: Memory::zeroed(device, CLAIM + size_of::<rk_grid_state>())?,
            log: None,
            record: region.share(0, size_of::<rk_fault>()),
            record_address: region.address(),
            events: [
                Event::create(device.context)?,
                Event::create(device.context)?,
            ],
        })
    }

    /// Makes room for the results of so many blocks of a cooperative launch. No launch may be under way.
    pub(super) fn make_room(&mut self, blocks: u64) -> Result<(), Error> {
        let results =
            usize::try_from(blocks).map_or(usize::MAX, |blocks| blocks.saturating_mul(16));
        let bytes = results.saturating_add(CLAIM + size_of::<rk_grid_state>());
        if self.claim.bytes() < bytes {
            self.claim = Memory::zeroed(self.device, bytes)?;
        }
        Ok(())
    }

    /// What a kernel gets to know of it. `message` comes back in [`Found::message`].
    pub(super) fn environment(&self, artifact: &Artifact, message: u64) -> rk_env {
        rk_env {
            claim: self.claim.address() + CLAIM as u64,
            fault: self.record_address,
            message,
            flags: flags(artifact),
            reserved: 0,
        }
    }

    /// Makes the log ready for a launch whose records go to `sink`. The work stream has ended, and no fault is there.
    pub(super) fn listen(&mut self, sink: &Sink) -> Result<(), Error> {
        if !sink.has_log() {
            return Ok(());
        }
        let is_open = sink.is_open();
        if self.log.is_none() {
            if !is_open {
                return Ok(());
            }
            let bytes = Ring::bytes(LAUNCH_RECORDS);
            let region = Region::allocate(self.device, bytes)?;
            let (memory, address) = (region.share(0, bytes), region.address());
            self.log = Some(Ring::new(memory, address, LAUNCH_RECORDS));
        }
        match &mut self.log {
            Some(log) => self.claim.write(&log.head(is_open)),
            None => Ok(()),
        }
    }

    /// Tells what was logged so far.
    pub(super) fn hear(&mut self, sink: &Sink) {
        if let Some(heard) = self.log.as_mut().and_then(|log| Heard::of(log, sink)) {
            heard.tell();
        }
    }

    /// Tells what was logged and lost. The work stream has ended.
    pub(super) fn hear_all(&mut self, sink: &Sink) -> Result<(), Error> {
        self.hear(sink);
        if let Some(log) = self.log.as_mut().filter(|_| sink.has_log()) {
            match log.lost_at_end(&self.claim.read()?) {
                0 => {}
                lost => sink.tell_lost(lost),
            }
        }
        Ok(())
    }

    /// Marks the end of what the work stream holds now.
    pub(super) fn mark(&self, half: Half) -> Result<(), Error> {
        self.event(half).record(self.work())
    }

    /// Waits for the last mark of this half.
    pub(super) fn wait(&self, half: Half) -> Result<(), Error> {
        let event = self.event(half);
        let begin = Instant::now();
        while begin.elapsed() < SPIN {
            if event.is_done()? {
                return Ok(());
            }
        }
        event.synchronize()
    }

    /// Whether a thread has faulted. The launch may still run.
    pub(super) fn has_fault(&self) -> bool {
        // Pairs with the release of `kind` in `rk_record` (fault.cuh), which comes after the rest of the record.
        self.kind().load(Ordering::Acquire) != RK_FAULT_NONE
    }

    /// Takes the fault, if there is one, and makes the report ready for the next launch. The work stream has ended.
    pub(super) fn take(&mut self) -> Result<Option<Found>, Error> {
        if !self.has_fault() {
            return Ok(None);
        }
        let number = |offset| {
            let word = self.record.u32(offset);
            // Relaxed: `kind` orders it, which `has_fault` read with Acquire.
            word.load(Ordering::Relaxed)
        };
        let triple = |offset| [0, 4, 8].map(|next| number(offset + next));
        let found = rk_fault {
            kind: number(offset_of!(rk_fault, kind)),
            site: number(offset_of!(rk_fault, site)),
            block: triple(offset_of!(rk_fault, block)),
            thread: triple(offset_of!(rk_fault, thread)),
            a: self.record.read(offset_of!(rk_fault, a)),
            b: self.record.read(offset_of!(rk_fault, b)),
            message: self.record.read(offset_of!(rk_fault, message)),
            reserved: 0,
        };
        // Relaxed: a launch orders it before whatever the device does.
        self.kind().store(RK_FAULT_NONE, Ordering::Relaxed);
        self.claim.zero()?;
        Ok(Some(Found(found)))
    }

    fn kind(&self) -> &AtomicU32 {
        self.record.u32(offset_of!(rk_fault, kind))
    }

    fn event(&self, half: Half) -> &Event {
        match half {
            Half::First => &self.events[0],
            Half::Second => &self.events[1],
        }
    }

    fn work(&self) -> Stream {
        self.device.work
    }
}

/// How the crate of a kernel was built: `RK_FLAG_*`.
pub(super) fn flags(artifact: &Artifact) -> u32 {
    if artifact.debug_assertions {
        RK_FLAG_DEBUG_ASSERTIONS
    } else {
        0
    }
}

/// A fault record as the device left it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found(rk_fault);

impl Found {
    /// The message that was given to [`Report::environment`].
    pub(super) fn message(self) -> u64 {
        self.0.message
    }

    /// The fault of a launch of `artifact`.
    pub(super) fn into_error(self, artifact: &'static Artifact) -> Error {
        let Self(record) = self;
        let site = usize::try_from(record.site)
            .ok()
            .and_then(|site| artifact.sites.get(site));
        let kind = site.and_then(|site| FaultKind::from_raw(record.kind, record.a, record.b, site));
        match (kind, site) {
            (Some(kind), Some(&site)) => Error::Fault(Fault {
                kernel: artifact.name,
                kind,
                site: site.into(),
                block: record.block,
                thread: record.thread,
                message: None,
                time: None,
            }),
            (None, _) | (_, None) => Error::Cuda {
                call: "cuLaunchKernel",
                code: 0,
                message: format!(
                    "kernel `{}` left a fault record of unknown kind {} at unknown place {}",
                    artifact.name, record.kind, record.site
                ),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::{Plan, Site};

    const ARTIFACT: Artifact = Artifact {
        sites: &[Site {
            file: "src/kernels.rs",
            line: 14,
            column: 9,
            says: None,
        }],
        ..Artifact::not_built(
            "saxpy",
            "src/kernels.rs",
            Plan::Grid {
                independent_blocks: true,
                cooperative: false,
                shared: &[],
            },
        )
    };

    fn found(kind: u32, site: u32) -> Error {
        Found(rk_fault {
            kind,
            site,
            block: [3, 0, 0],
            thread: [96, 0, 0],
            a: 1024,
            b: 1000,
            message: 5,
            reserved: 0,
        })
        .into_error(&ARTIFACT)
    }

    #[test]
    fn a_record_becomes_the_fault_that_the_cpu_reports() {
        assert_eq!(
            found(1, 0).to_string(),
            "kernel `saxpy` stopped: index out of bounds: the len is 1000 but the index is 1024\n  \
             at src/kernels.rs:14:9, block 3, thread 96"
        );
    }

    #[test]
    fn a_record_that_makes_no_sense_is_no_panic() {
        assert!(matches!(found(99, 0), Error::Cuda { .. }));
        assert!(matches!(found(1, 1), Error::Cuda { .. }));
    }
}
