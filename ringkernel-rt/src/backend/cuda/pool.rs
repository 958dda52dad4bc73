//! Persistent launches: a grid of seats, which are blocks that answer the messages of one actor after another.
//!
//! Nothing that an actor needs goes through the driver, neither while it runs nor when it begins or ends: messages,
//! commands and its first state are in mapped memory (`abi.h`), and [`Actor::is_finished`] only asks the stream. A launch
//! ends when its [`Pool`] is dropped, by a command to each seat, or when its runtime is. Until it has ended nothing that it
//! uses is freed, since every way to do so waits for the kernel: [`super::departure`] looks when that is. [`super::parking`] launches the kernel, and launches it
//! again when the driver had to have the device for itself; [`super::residents`] says whether there is room.

use std::mem::{offset_of, ManuallyDrop};
use std::sync::{Arc, Mutex, Weak};

use super::actor::{Actor, Ends};
use super::launch::check_shape;
use super::mapped::Region;
use super::memory::Memory;
use super::module::Module;
use super::parking::Tenant;
use super::report;
use super::residents::Place;
use super::{lock, Inner};
use crate::abi::{rk_actor, rk_control, rk_seat};
use crate::artifact::Artifact;
use crate::backend::cpu::lane::{Lengths, Shape};
use crate::budget::Grant;
use crate::control::{self, State};
use crate::error::Error;
use crate::guest;
use crate::hlc::Voice;
use crate::idle::Rest;
use crate::log::{Heard, Ring, Sink, ACTOR_RECORDS};
use crate::priority::Priority;
use crate::queue::layout::{self as queue, Shared};
use crate::record::{self, Tape};

/// A line of the device's cache: queues start at one of their own, and so do seats.
const LINE: usize = 128;

/// What the seats of a pool are made of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PoolShape {
    /// How many.
    pub(crate) seats: u32,
    /// Threads of a block.
    pub(crate) block: u32,
    /// The queue to a seat.
    pub(crate) inbox: queue::Shape,
    /// The queue from a seat, of the same capacity.
    pub(crate) outbox: queue::Shape,
    /// Bytes of an actor's state.
    pub(crate) state: usize,
    /// Which blocks go first.
    pub(crate) priority: Priority,
    /// What a seat does that has nothing to do.
    pub(crate) rest: Rest,
    /// Records of a seat's flight recorder, or 0.
    pub(crate) records: u32,
}

impl PoolShape {
    /// What it takes in mapped memory and in the device's.
    pub(crate) fn bytes(&self, sink: &Sink) -> usize {
        let mapped = Layout::of(self, sink.is_open()).bytes;
        (mapped + memory_bytes(self)).saturating_mul(self.seats as usize)
    }
}

/// Where the parts of a seat are in mapped memory, from its start: the control block, the inbox, the outbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Layout {
    inbox: usize,
    outbox: usize,
    /// The state with which an actor begins.
    initial: usize,
    /// The log, if the kernel writes one.
    log: Option<usize>,
    /// The flight recorder, if it is on.
    record: Option<usize>,
    bytes: usize,
}

impl Layout {
    fn of(shape: &PoolShape, has_log: bool) -> Self {
        let inbox = size_of::<rk_control>();
        let outbox = inbox + shape.inbox.bytes().next_multiple_of(LINE);
        let initial = outbox + shape.outbox.bytes().next_multiple_of(LINE);
        let end = initial + shape.state.next_multiple_of(LINE);
        let log = has_log.then_some(end);
        let end = log.map_or(end, |log| log + Ring::bytes(ACTOR_RECORDS));
        let end = end.next_multiple_of(LINE);
        let record = (shape.records != 0).then_some(end);
        let bytes = record.map_or(end, |start| start + record::bytes(shape.records));
        Self {
            inbox,
            outbox,
            initial,
            log,
            record,
            bytes: bytes.next_multiple_of(LINE),
        }
    }
}

/// A persistent launch.
#[derive(Debug)]
pub(crate) struct Pool {
    shape: PoolShape,
    sink: Sink,
    tenant: Arc<Tenant>,
    vacancies: Mutex<Vacancies>,
    /// Taken out when this is dropped.
    parts: ManuallyDrop<Parts>,
}

/// What is left of a pool that was dropped, until its kernel has ended.
#[derive(Debug)]
pub(super) struct Remains {
    shape: PoolShape,
    sink: Sink,
    tenant: Arc<Tenant>,
    seats: Vec<Seat>,
    /// Dropped only when the kernel has ended.
    parts: ManuallyDrop<Parts>,
}

/// What the kernel uses while it runs.
#[derive(Debug)]
struct Parts {
    _region: Arc<Region>,
    /// For each seat `struct rk_seat`, then the state.
    memory: Memory,
    place: Place,
    /// What the runtime has granted for both.
    _grant: Grant,
}

/// What belongs to one block whoever has it.
#[derive(Debug)]
pub(super) struct Seat {
    index: u32,
    pub(super) inbox: Shared,
    pub(super) outbox: Shared,
    initial: Shared,
    pub(super) log: Option<Ring>,
    pub(super) tape: Option<Tape>,
}

/// A seat that no actor has.
#[derive(Debug)]
pub(super) struct Vacancy {
    pub(super) seat: Seat,
    pub(super) control: control::Host,
    /// Messages put in by the actors so far.
    pub(super) sent: u64,
    /// The command to end that the last actor was given, if it had not ended by itself.
    pub(super) ending: Option<u32>,
}

#[derive(Debug, Default)]
struct Vacancies {
    ready: Vec<Vacancy>,
    /// Those whose actor was told to end and has not said yet that it did.
    leaving: Vec<Vacancy>,
}

impl Pool {
    /// Starts the kernel of `artifact`. It has not begun when this returns.
    pub(super) fn launch(
        device: &'static Inner,
        artifact: &'static Artifact,
        shape: PoolShape,
        sink: Sink,
        grant: Grant,
    ) -> Result<Arc<Self>, Error> {
        device.context.bind()?;
        let module = device.module(artifact)?;
        let grid = Shape {
            grid: [1, 1, shape.seats],
            block: [shape.block, 1, 1],
            shared: Lengths::new(),
        };
        check_shape(&device.limits, &module, grid)?;
        check_fits(device, &module, shape.block)?;
        let layout = Layout::of(&shape, sink.is_open());
        // Until the kernel is among those that are parked, nobody may wait for kernels.
        let mut parking = lock(&device.parking);
        // Ahead of the memory, which is too large where there are too many.
        let place = device.find_room(|| Place::take(device, &module, shape.seats, shape.block))?;
        let region = Region::allocate(device, layout.bytes * shape.seats as usize)?;
        let mut seats: Vec<_> = (0..shape.seats)
            .map(|index| Seat::new(&region, &layout, &shape, index))
            .collect();
        let controls = controls(&region, &layout, shape.seats);
        let parts = Parts {
            memory: Memory::of(device, &memory(&shape, &mut seats))?,
            place,
            _region: region.clone(),
            _grant: grant,
        };
        let tenant = Arc::new(Tenant::new(
            module.clone(),
            parts.place.stream,
            grid,
            device.priorities.urgency(shape.priority),
            parameter(&shape, &layout, region.address(), &parts, artifact),
            controls.clone(),
        ));
        parking.launch(device, &module, || tenant.resume())?;
        lock(&device.residents).enter(tenant.clone());
        drop(parking);
        let vacancies = seats
            .into_iter()
            .zip(&controls)
            .map(|(seat, control)| Vacancy {
                seat,
                control: control::Host::new(control.clone()),
                sent: 0,
                ending: None,
            });
        let ready = vacancies.rev().collect();
        Ok(Arc::new(Self {
            shape,
            sink,
            tenant,
            vacancies: Mutex::new(Vacancies {
                ready,
                leaving: Vec::new(),
            }),
            parts: ManuallyDrop::new(parts),
        }))
    }

    /// Has an actor begin with `state`, as encoded, in a seat that no actor has; it is launched or active then. `None` if
    /// actors have all of them.
    pub(crate) fn begin(
        self: &Arc<Self>,
        state: &[u8],
        as_state: State,
        voice: Option<&Voice>,
    ) -> Option<(Actor, Ends)> {
        let vacancy = lock(&self.vacancies).take()?;
        Some(Actor::begin(self.clone(), vacancy, state, as_state, voice))
    }

    /// How many seats there are.
    pub(crate) fn seats(&self) -> u32 {
        self.shape.seats
    }

    /// How many actors there may be beside those there are.
    pub(crate) fn vacant(&self) -> u32 {
        let vacancies = lock(&self.vacancies);
        let count = vacancies.ready.len() + vacancies.leaving.len();
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    pub(super) fn shape(&self) -> &PoolShape {
        &self.shape
    }

    pub(super) fn sink(&self) -> &Sink {
        &self.sink
    }

    pub(super) fn device(&self) -> &'static Inner {
        self.parts.place.device()
    }

    /// Takes back a seat whose actor has ended or was told to.
    pub(super) fn give(&self, vacancy: Vacancy) {
        let mut vacancies = lock(&self.vacancies);
        match vacancy.ending {
            None => vacancies.ready.push(vacancy),
            Some(_) => vacancies.leaving.push(vacancy),
        }
    }

    /// How often the kernel was kept from its messages for others' sake.
    pub(super) fn pauses(&self) -> u32 {
        self.tenant.pauses()
    }

    /// Whether the kernel has ended for good.
    ///
    /// # Errors
    /// The driver's, when the context is broken.
    pub(super) fn is_finished(&self) -> Result<bool, Error> {
        self.device().context.bind()?;
        self.tenant.is_finished()
    }

    /// Its launch.
    pub(super) fn tenant(&self) -> Weak<Tenant> {
        Arc::downgrade(&self.tenant)
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        let vacancies = std::mem::take(&mut *lock(&self.vacancies));
        let all = vacancies.ready.into_iter().chain(vacancies.leaving);
        let remains = Remains {
            shape: self.shape,
            sink: self.sink.clone(),
            tenant: self.tenant.clone(),
            seats: all.map(|vacancy| vacancy.seat).collect(),
            // SAFETY: the parts are taken here only, and not used after it.
            parts: ManuallyDrop::new(unsafe { ManuallyDrop::take(&mut self.parts) }),
        };
        if !matches!(remains.has_left(), Ok(true)) {
            self.tenant.order_end();
        }
        self.device().see_off(remains);
    }
}

impl Remains {
    /// Whether the kernel is off the device, where it then stays.
    ///
    /// # Errors
    /// The driver's, when the context is broken.
    pub(super) fn has_left(&self) -> Result<bool, Error> {
        self.parts.place.device().context.bind()?;
        self.tenant.leave()
    }

    /// Takes back what the kernel has used, which has ended.
    pub(super) fn settle(mut self) {
        let device = self.parts.place.device();
        lock(&device.residents).remove(&self.tenant);
        let seats = std::mem::take(&mut self.seats);
        // A subscriber that panics keeps no place.
        guest::call(|| self.hear_rest(seats));
        // SAFETY: the parts are dropped here only, and not used after it.
        unsafe { ManuallyDrop::drop(&mut self.parts) };
    }

    /// Tells what was logged since, and what was lost. The kernel has ended.
    fn hear_rest(&self, mut seats: Vec<Seat>) {
        if seats.iter().all(|seat| seat.log.is_none()) {
            return;
        }
        // Of a context that is broken others hear.
        let memory = self.parts.memory.read_aside();
        for seat in &mut seats {
            seat.hear(&self.sink);
            let (Some(log), Ok(memory)) = (&mut seat.log, &memory) else {
                continue;
            };
            let start = seat.index as usize * memory_bytes(&self.shape);
            match log.lost_at_end(&memory[start..]) {
                0 => {}
                lost => self.sink.tell_lost(lost),
            }
        }
    }
}

impl Vacancies {
    /// One whose actor has ended, if there is one: another may be long over its last message.
    fn take(&mut self) -> Option<Vacancy> {
        let (ended, leaving) = self.leaving.drain(..).partition(|vacancy: &Vacancy| {
            let ending = vacancy.ending;
            ending.is_none_or(|ending| vacancy.control.has_acknowledged(ending))
        });
        self.leaving = leaving;
        self.ready.extend::<Vec<_>>(ended);
        self.ready.pop().or_else(|| self.leaving.pop())
    }
}

impl Seat {
    fn new(region: &Arc<Region>, layout: &Layout, shape: &PoolShape, index: u32) -> Self {
        let start = index as usize * layout.bytes;
        let share = |offset: usize, bytes: usize| region.share(start + offset, bytes);
        Self {
            index,
            inbox: share(layout.inbox, shape.inbox.bytes()),
            outbox: share(layout.outbox, shape.outbox.bytes()),
            initial: share(layout.initial, shape.state.next_multiple_of(LINE)),
            log: layout.log.map(|offset| {
                let memory = share(offset, Ring::bytes(ACTOR_RECORDS));
                let address = region.address() + (start + offset) as u64;
                Ring::new(memory, address, ACTOR_RECORDS)
            }),
            tape: layout.record.map(|offset| {
                let memory = share(offset, record::bytes(shape.records));
                Tape::new(memory, shape.records)
            }),
        }
    }

    /// Puts the state where the next actor finds it.
    pub(super) fn prepare(&mut self, state: &[u8]) {
        for (index, bytes) in state.chunks(size_of::<u64>()).enumerate() {
            let mut word = [0; size_of::<u64>()];
            word[..bytes.len()].copy_from_slice(bytes);
            self.initial
                .write(index * size_of::<u64>(), u64::from_ne_bytes(word));
        }
    }

    /// Tells what was logged since.
    pub(super) fn hear(&mut self, sink: &Sink) {
        if let Some(heard) = self.log.as_mut().and_then(|log| Heard::of_actor(log, sink)) {
            heard.tell();
        }
    }
}

/// Bytes of a seat in device memory.
fn memory_bytes(shape: &PoolShape) -> usize {
    (size_of::<rk_seat>() + shape.state).next_multiple_of(LINE)
}

/// The seats' device memory before the launch.
fn memory(shape: &PoolShape, seats: &mut [Seat]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (index, seat) in seats.iter_mut().enumerate() {
        if let Some(log) = &mut seat.log {
            bytes.extend(log.head(true));
        }
        bytes.resize((index + 1) * memory_bytes(shape), 0);
    }
    bytes
}

fn controls(region: &Arc<Region>, layout: &Layout, seats: u32) -> Vec<Shared> {
    let control = |index| region.share(index as usize * layout.bytes, size_of::<rk_control>());
    (0..seats).map(control).collect()
}

fn parameter(
    shape: &PoolShape,
    layout: &Layout,
    region: u64,
    parts: &Parts,
    artifact: &Artifact,
) -> rk_actor {
    let memory = parts.memory.address();
    let number = |bytes: usize| u32::try_from(bytes).expect("messages and states are below 4 GiB");
    rk_actor {
        claim: memory + offset_of!(rk_seat, claim) as u64,
        control: region,
        inbox: region + layout.inbox as u64,
        outbox: region + layout.outbox as u64,
        state: memory + size_of::<rk_seat>() as u64,
        initial: region + layout.initial as u64,
        mapped_bytes: layout.bytes as u64,
        memory_bytes: memory_bytes(shape) as u64,
        record: layout.record.map_or(0, |record| region + record as u64),
        capacity: shape.inbox.capacity(),
        inbox_stride: number(shape.inbox.frame().stride()),
        outbox_stride: number(shape.outbox.frame().stride()),
        launch: 0,
        flags: report::flags(artifact),
        state_bytes: number(shape.state),
        idle_after: shape.rest.after,
        idle_until: shape.rest.until,
        idle_slope: shape.rest.slope,
        records: shape.records,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::idle::Idle;

    fn layout(capacity: u32, message: usize, reply: usize, state: usize) -> Layout {
        let frames = queue::Frame::pair(message, reply, queue::Times::Absent);
        let [inbox, outbox] = queue::Shape::pair(capacity, frames).expect("a legal capacity");
        let shape = PoolShape {
            seats: 3,
            block: 128,
            inbox,
            outbox,
            state,
            priority: Priority::HIGHEST,
            rest: Idle::Spin.rest().expect("it has no limits"),
            records: 0,
        };
        Layout::of(&shape, false)
    }

    #[test]
    fn parts_of_a_seat_do_not_meet() {
        assert_eq!(
            layout(4, 4, 40, 130),
            Layout {
                inbox: 256,
                outbox: 256 + 4 * 64,
                initial: 256 + 4 * 64 + 4 * 128,
                log: None,
                record: None,
                bytes: 256 + 4 * 64 + 6 * 128,
            }
        );
    }

    #[test]
    fn queues_start_at_lines_of_their_own() {
        for message in [0, 1, 32, 33, 96, 100] {
            let layout = layout(1, message, message, message);
            let starts = [layout.inbox, layout.outbox, layout.initial, layout.bytes];
            assert_eq!(starts.map(|start| start % LINE), [0; 4]);
        }
    }
}
