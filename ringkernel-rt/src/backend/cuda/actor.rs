//! Persistent kernels: one resident block each, on a stream of its own, controlled through mapped memory.
//!
//! Nothing that an actor needs while it runs goes through the driver: messages, commands and its state are in one
//! mapped region (`abi.h`), and [`Actor::is_finished`] only asks the stream. An actor ends by a command. One that does
//! not heed it is left behind with all it uses, since every way to free that waits for the kernel. [`super::parking`]
//! launches the kernel, and launches it again when the driver had to have the device for itself.
//!
//! Blocks of several actors and of grid kernels must be resident together. Each actor is counted as if it had a
//! multiprocessor to itself, and one multiprocessor is kept for grid kernels; so a place is found for each, however the
//! hardware spreads them. Streams share the hardware's queues when there are more of them than queues, and work behind
//! an actor in a shared queue would never start, so the number of queues is a limit as well.

use std::mem::{offset_of, ManuallyDrop};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use super::launch::check_shape;
use super::mapped::Region;
use super::memory::Memory;
use super::module::Module;
use super::parking::Tenant;
use super::report;
use super::stream::{Priority, Stream};
use super::{lock, Inner};
use crate::abi::{rk_actor, rk_control, rk_log_state};
use crate::artifact::Artifact;
use crate::backend::cpu::lane::{Lengths, Shape};
use crate::control::{order, Command};
use crate::error::Error;
use crate::log::{Heard, Ring, Sink, ACTOR_RECORDS};
use crate::queue::layout::{self as queue, Shared};
use crate::sync::Ordering;

/// How long a dropped actor may take to end.
const PATIENCE: Duration = Duration::from_secs(2);

/// Streams that are no actor's: `work` and `copies`.
const OTHER_STREAMS: u32 = 2;

/// A line of the device's cache: queues start at one of their own.
const LINE: usize = 128;

/// Bytes before the state in device memory: `struct rk_log_state`, the claim, and padding for the state's alignment.
const CLAIM_BYTES: usize = 256;

/// What an actor is made of.
#[derive(Clone, Debug)]
pub(crate) struct ActorShape {
    /// Threads of the block.
    pub(crate) block: u32,
    /// The queue to the kernel.
    pub(crate) inbox: queue::Shape,
    /// The queue from the kernel, of the same capacity.
    pub(crate) outbox: queue::Shape,
    /// The state at the start, encoded; empty if there is none.
    pub(crate) state: Vec<u8>,
}

/// Where the parts of the mapped region are, from its start: the control block, the inbox, the outbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Layout {
    inbox: usize,
    outbox: usize,
    /// The log, if the kernel writes one.
    log: Option<usize>,
    bytes: usize,
}

impl Layout {
    fn of(shape: &ActorShape, has_log: bool) -> Self {
        let inbox = size_of::<rk_control>();
        let outbox = inbox + shape.inbox.bytes().next_multiple_of(LINE);
        let end = outbox + shape.outbox.bytes();
        let log = has_log.then(|| end.next_multiple_of(LINE));
        Self {
            inbox,
            outbox,
            log,
            bytes: log.map_or(end, |log| log + Ring::bytes(ACTOR_RECORDS)),
        }
    }
}

/// A running persistent kernel with its control block and queues.
#[derive(Debug)]
pub(crate) struct Actor {
    /// `struct rk_control`.
    control: Shared,
    inbox: Shared,
    outbox: Shared,
    log: Option<Ring>,
    sink: Sink,
    tenant: Arc<Tenant>,
    /// Dropped only when the kernel has ended.
    parts: ManuallyDrop<Parts>,
}

/// What the kernel uses while it runs.
#[derive(Debug)]
struct Parts {
    region: Arc<Region>,
    /// The claim, then the state.
    memory: Memory,
    seat: Seat,
}

impl Actor {
    /// Starts the kernel of `artifact`. It has not begun when this returns: the control block's state tells.
    pub(super) fn launch(
        device: &'static Inner,
        artifact: &'static Artifact,
        shape: &ActorShape,
        sink: Sink,
    ) -> Result<Self, Error> {
        device.context.bind()?;
        let module = device.module(artifact)?;
        let block = Shape {
            grid: [1; 3],
            block: [shape.block, 1, 1],
            shared: Lengths::new(),
        };
        check_shape(&device.limits, &module, block)?;
        check_fits(device, &module, shape.block)?;
        let layout = Layout::of(shape, sink.is_open());
        // Until the actor is among those that are parked, nobody may wait for kernels.
        let mut parking = lock(&device.parking);
        let region = Region::allocate(device, layout.bytes)?;
        let mut log = layout.log.map(|offset| {
            let memory = region.share(offset, Ring::bytes(ACTOR_RECORDS));
            Ring::new(memory, region.address() + offset as u64, ACTOR_RECORDS)
        });
        let mut memory = log.as_mut().map_or_else(Vec::new, |log| log.head(true));
        memory.resize(CLAIM_BYTES, 0);
        memory.extend(&shape.state);
        let parts = Parts {
            region,
            memory: Memory::of(device, &memory)?,
            seat: Seat::take(device)?,
        };
        let region = &parts.region;
        let control = region.share(0, size_of::<rk_control>());
        let tenant = Arc::new(Tenant::new(
            module.clone(),
            parts.seat.stream,
            block,
            parameter(shape, &layout, &parts, module.artifact),
            control.clone(),
        ));
        parking.launch(device, &module, || tenant.resume())?;
        lock(&device.residents).tenants.push(tenant.clone());
        drop(parking);
        Ok(Self {
            control,
            tenant,
            log,
            sink,
            inbox: region.share(layout.inbox, shape.inbox.bytes()),
            outbox: region.share(layout.outbox, shape.outbox.bytes()),
            parts: ManuallyDrop::new(parts),
        })
    }
}

impl Actor {
    /// The control block.
    pub(crate) fn control(&self) -> &Shared {
        &self.control
    }

    /// The queue to the kernel.
    pub(crate) fn inbox(&self) -> &Shared {
        &self.inbox
    }

    /// The queue from the kernel.
    pub(crate) fn outbox(&self) -> &Shared {
        &self.outbox
    }

    /// What it has logged since.
    pub(crate) fn hear(&mut self) -> Option<Heard> {
        Heard::of(self.log.as_mut()?, &self.sink)
    }

    /// Whether the kernel has ended for good.
    ///
    /// # Errors
    /// The driver's, when the context is broken.
    pub(crate) fn is_finished(&self) -> Result<bool, Error> {
        self.parts.seat.device.context.bind()?;
        self.tenant.is_finished()
    }
}

impl Actor {
    /// Tells the kernel to end.
    fn terminate(&self) {
        let word = self.control.u64(offset_of!(rk_control, order));
        // Relaxed load: whoever gave commands before let go of the actor before it was dropped.
        let last = (word.load(Ordering::Relaxed) >> 32) as u32;
        // Relaxed: as in `Host::give`.
        word.store(
            order(Command::Terminate, last.wrapping_add(1)),
            Ordering::Relaxed,
        );
    }

    /// Tells what was logged since, and what was lost. The kernel has ended.
    fn hear_rest(&mut self) {
        if let Some(heard) = self.hear() {
            heard.tell();
        }
        let Some(log) = &mut self.log else { return };
        // Of a context that is broken others hear.
        if let Ok(head) = self.parts.memory.read_aside() {
            match log.lost_at_end(&head) {
                0 => {}
                lost => self.sink.tell_lost(lost),
            }
        }
    }

    /// Whether the kernel is off the device, where it then stays.
    fn leave(&self) -> Result<bool, Error> {
        self.parts.seat.device.context.bind()?;
        self.tenant.leave()
    }

    /// Waits until the kernel has ended, but not for ever.
    fn wait_for_end(&self) -> bool {
        let begin = Instant::now();
        let mut pause = Duration::from_micros(10);
        loop {
            match self.leave() {
                Ok(true) => return true,
                // In a broken context nothing says that the kernel is gone.
                Err(_) => return false,
                Ok(false) if begin.elapsed() > PATIENCE => return false,
                Ok(false) => {
                    thread::sleep(pause);
                    pause = (pause * 2).min(Duration::from_millis(5));
                }
            }
        }
    }
}

impl Drop for Actor {
    fn drop(&mut self) {
        let ended = matches!(self.leave(), Ok(true)) || {
            self.terminate();
            self.wait_for_end()
        };
        if ended {
            lock(&self.parts.seat.device.residents).remove(&self.tenant);
            self.hear_rest();
            // SAFETY: the parts are dropped here only, and not used after it.
            unsafe { ManuallyDrop::drop(&mut self.parts) };
        }
        // Otherwise the kernel still uses them: they are left to it, its seat stays taken, and it is parked with the
        // others.
    }
}

fn parameter(shape: &ActorShape, layout: &Layout, parts: &Parts, artifact: &Artifact) -> rk_actor {
    let region = parts.region.address();
    let stride = |bytes: usize| u32::try_from(bytes).expect("messages are smaller than 4 GiB");
    rk_actor {
        claim: parts.memory.address() + size_of::<rk_log_state>() as u64,
        control: region,
        inbox: region + layout.inbox as u64,
        outbox: region + layout.outbox as u64,
        state: if shape.state.is_empty() {
            0
        } else {
            parts.memory.address() + CLAIM_BYTES as u64
        },
        capacity: shape.inbox.capacity(),
        inbox_stride: stride(shape.inbox.stride()),
        outbox_stride: stride(shape.outbox.stride()),
        launch: 0,
        flags: report::flags(artifact),
        reserved: 0,
    }
}

/// Fails if not even one block of the kernel fits an empty multiprocessor.
fn check_fits(device: &Inner, module: &Module, threads: u32) -> Result<(), Error> {
    if module.blocks_per_multiprocessor(threads, 0)? > 0 {
        return Ok(());
    }
    let registers = module.registers.saturating_mul(threads);
    Err(Error::NotCoResident {
        need: 1,
        fit: 0,
        limiter: if module.shared_bytes > device.limits.shared_bytes {
            "shared memory"
        } else if registers > device.limits.registers {
            "registers"
        } else {
            "threads of a multiprocessor"
        },
    })
}

/// The actors of a GPU, and the streams for more.
#[derive(Debug)]
pub(super) struct Residents {
    running: u32,
    /// Those that must be parked: all that run, when nobody holds the lock of [`super::parking::Parking`].
    tenants: Vec<Arc<Tenant>>,
    /// One for each hardware queue that is free. All are made before the first actor runs, since the driver may wait
    /// for it when it makes one.
    idle: Vec<Stream>,
}

/// A running actor's place among the others.
#[derive(Debug)]
struct Seat {
    device: &'static Inner,
    stream: Stream,
}

impl Seat {
    /// Takes a seat if one is free. The device's context must be bound.
    fn take(device: &'static Inner) -> Result<Self, Error> {
        let mut residents = lock(&device.residents);
        residents.check_room(device.multiprocessors)?;
        let stream = residents.idle.pop().expect("`check_room` has seen one");
        residents.running += 1;
        Ok(Self { device, stream })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut residents = lock(&self.device.residents);
        residents.running -= 1;
        residents.idle.push(self.stream);
    }
}

impl Residents {
    /// No actors, and streams for as many as the hardware has queues. The device's context must be bound.
    pub(super) fn create() -> Result<Self, Error> {
        let queues = connections().saturating_sub(OTHER_STREAMS);
        let streams = (0..queues).map(|_| Stream::create(Priority::Highest));
        Ok(Self {
            running: 0,
            tenants: Vec::new(),
            idle: streams.collect::<Result<_, _>>()?,
        })
    }

    /// How many run.
    pub(super) fn running(&self) -> u32 {
        self.running
    }

    /// All that must be parked.
    pub(super) fn tenants(&self) -> Vec<Arc<Tenant>> {
        self.tenants.clone()
    }

    fn remove(&mut self, tenant: &Arc<Tenant>) {
        self.tenants.retain(|other| !Arc::ptr_eq(other, tenant));
    }

    /// Fails if one more actor could keep others from running.
    fn check_room(&self, multiprocessors: u32) -> Result<(), Error> {
        let need = self.running + 1;
        let places = multiprocessors.saturating_sub(1);
        if need > places {
            return Err(Error::NotCoResident {
                need,
                fit: places,
                limiter: "multiprocessors, of which one is kept for grid kernels",
            });
        }
        if self.idle.is_empty() {
            return Err(Error::NotCoResident {
                need,
                fit: self.running,
                limiter: "hardware queues: set the environment variable CUDA_DEVICE_MAX_CONNECTIONS to 32 before start",
            });
        }
        Ok(())
    }
}

impl Inner {
    /// Calls `f` if no actor runs, and keeps actors from starting meanwhile.
    pub(super) fn while_no_actor_runs(&self, f: impl FnOnce()) {
        let residents = lock(&self.residents);
        if residents.running == 0 {
            f();
        }
        drop(residents);
    }
}

/// Queues of the hardware that a context has, as the driver reads it from the environment.
fn connections() -> u32 {
    connections_from(std::env::var("CUDA_DEVICE_MAX_CONNECTIONS").ok().as_deref())
}

fn connections_from(value: Option<&str>) -> u32 {
    const DEFAULT: u32 = 8;
    value
        .and_then(|value| value.trim().parse().ok())
        .filter(|number| (1..=32).contains(number))
        .unwrap_or(DEFAULT)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(capacity: u32, message: usize, reply: usize) -> Layout {
        let [inbox, outbox] =
            queue::Shape::pair(capacity, message, reply).expect("a legal capacity");
        Layout::of(
            &ActorShape {
                block: 128,
                inbox,
                outbox,
                state: Vec::new(),
            },
            false,
        )
    }

    #[test]
    fn parts_of_a_region_do_not_meet() {
        assert_eq!(
            layout(4, 4, 40),
            Layout {
                inbox: 256,
                outbox: 256 + 4 * 128,
                log: None,
                bytes: 256 + 4 * 128 + 4 * 128,
            }
        );
    }

    #[test]
    fn queues_start_at_lines_of_their_own() {
        for message in [0, 1, 32, 33, 96, 100] {
            let layout = layout(1, message, message);
            assert_eq!((layout.inbox % LINE, layout.outbox % LINE), (0, 0));
        }
    }

    /// So many actors run, and there are streams for so many more.
    fn residents(running: u32, idle: usize) -> Residents {
        Residents {
            running,
            tenants: Vec::new(),
            idle: vec![Stream::null(); idle],
        }
    }

    #[test]
    fn one_multiprocessor_is_kept_for_grid_kernels() {
        assert!(residents(3, 9).check_room(5).is_ok());
        assert_eq!(
            residents(3, 9).check_room(4),
            Err(Error::NotCoResident {
                need: 4,
                fit: 3,
                limiter: "multiprocessors, of which one is kept for grid kernels",
            })
        );
    }

    #[test]
    fn actors_do_not_share_hardware_queues() {
        assert!(residents(5, 1).check_room(132).is_ok());
        assert!(matches!(
            residents(6, 0).check_room(132),
            Err(Error::NotCoResident {
                need: 7,
                fit: 6,
                ..
            })
        ));
    }

    #[test]
    fn the_environment_tells_the_number_of_queues() {
        assert_eq!(connections_from(None), 8);
        assert_eq!(connections_from(Some("32")), 32);
        assert_eq!(connections_from(Some("99")), 8);
        assert_eq!(connections_from(Some("many")), 8);
    }
}
