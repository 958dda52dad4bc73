//! Parking: persistent kernels leave the device while the driver does what waits for every kernel, and go on after it.
//!
//! Loading code waits for all running kernels, and so does the first launch of a kernel that needs more local memory
//! than any before; beside a persistent kernel both would wait for ever. Before either, each seat is asked to take no
//! more messages, and when all have paused, to end (`rk_control.park`). All that it knows is in memory then, and the same
//! kernel is launched again on the same stream when the driver is done. Messages, commands and answers go through mapped
//! memory, so nobody sees more than a pause. When a seat keeps everybody waiting, the others are asked to go on.
//!
//! Launches of a kernel and pauses are numbered together from 1. A request names the last launch that shall end, and the
//! pause, in which launches before it take no messages: so it is none to the launch that follows, and who says that it has
//! paused says in which pause, since one may be taken back and another asked for within a launch.
//!
//! [`Parking`] is locked, with actors parked or not, by all that starts an actor or waits for kernels; and by a launch whose
//! blocks wait for each other, until it has ended.

use std::mem::offset_of;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use super::launch::{enqueue, enqueue_as, Pack, Urgency};
use super::module::Module;
use super::stream::Stream;
use super::{lock, Inner};
use crate::abi::{rk_actor, rk_control, RK_STATE_LEFT};
use crate::backend::cpu::lane::Shape;
use crate::control;
use crate::error::Error;
use crate::queue::layout::Shared;
use crate::span::Span;
use crate::sync::{AtomicU32, Ordering};

/// How long seats may take to pause, which they do when the message in hand is answered.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is known of the kernels of a GPU while nobody parks or starts actors.
#[derive(Debug, Default)]
pub(super) struct Parking {
    /// The most local memory of a thread that was launched; the driver has room for it.
    local_bytes: u32,
}

impl Parking {
    /// Does `work` while no actor is on the device. The context must be bound.
    ///
    /// # Errors
    /// [`Error::Busy`] if an actor does not come to rest, and `work` is not done then; those of `work`. That an actor
    /// cannot go on is none of them, since `work` is done: its own callers are told.
    pub(super) fn apart<T>(
        &mut self,
        device: &Inner,
        work: impl FnOnce() -> Result<T, Error>,
    ) -> Result<T, Error> {
        let tenants = lock(&device.residents).tenants();
        if tenants.is_empty() {
            return work();
        }
        Span::park(tenants.len()).around(|| {
            let result = wait(&tenants, Tenant::pause)
                // None has a message in hand: they end as soon as they look.
                .and_then(|()| wait(&tenants, Tenant::rest))
                .and_then(|()| work());
            for tenant in &tenants {
                // It keeps the error.
                let _ = tenant.resume();
                // Relaxed: a figure, nothing hangs on it.
                tenant.pauses.fetch_add(1, Ordering::Relaxed);
            }
            result
        })
    }

    /// Launches a kernel by `start`, apart if the driver makes room for its local memory then.
    pub(super) fn launch(
        &mut self,
        device: &Inner,
        module: &Module,
        start: impl FnOnce() -> Result<(), Error>,
    ) -> Result<(), Error> {
        if module.local_bytes <= self.local_bytes {
            return start();
        }
        self.apart(device, start)?;
        self.local_bytes = module.local_bytes;
        Ok(())
    }
}

/// Asks all until all have come to it.
fn wait(
    tenants: &[Arc<Tenant>],
    ask: impl Fn(&Tenant) -> Result<bool, Error>,
) -> Result<(), Error> {
    let begin = Instant::now();
    let mut pause = Duration::from_micros(5);
    loop {
        let mut busy = None;
        // All are asked before one is waited for.
        for tenant in tenants {
            if !ask(tenant)? {
                busy = busy.or(Some(tenant));
            }
        }
        let Some(tenant) = busy else {
            return Ok(());
        };
        if begin.elapsed() > PATIENCE {
            return Err(Error::Busy {
                kernel: tenant.module.artifact.name,
            });
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(1));
    }
}

/// A persistent kernel, which can be parked.
#[derive(Debug)]
pub(super) struct Tenant {
    module: Arc<Module>,
    stream: Stream,
    grid: Shape,
    urgency: Urgency,
    /// Its parameter in the first launch.
    parameter: rk_actor,
    /// `struct rk_control` of each seat.
    controls: Vec<Shared>,
    launches: Mutex<Launches>,
    /// How often it was kept from its messages for others' sake.
    pauses: AtomicU32,
}

/// Which launches there were. `asked` is at most `latest`; while the two are equal the kernel is parked or on its way,
/// and else a launch is in the stream until it ends for good.
#[derive(Debug, Default)]
struct Launches {
    /// The last number that a launch or a pause was given.
    number: u32,
    /// The last launch.
    latest: u32,
    /// The pause that is asked for.
    pause: Option<u32>,
    /// The latest that shall end.
    asked: u32,
    /// There shall be no more.
    over: bool,
    /// Why it could not be launched again.
    failed: Option<Error>,
}

impl Tenant {
    /// A kernel that was not launched yet.
    pub(super) fn new(
        module: Arc<Module>,
        stream: Stream,
        grid: Shape,
        urgency: Urgency,
        parameter: rk_actor,
        controls: Vec<Shared>,
    ) -> Self {
        Self {
            module,
            stream,
            grid,
            urgency,
            parameter,
            controls,
            launches: Mutex::default(),
            pauses: AtomicU32::new(0),
        }
    }

    /// How often it was kept from its messages for others' sake.
    pub(super) fn pauses(&self) -> u32 {
        // Relaxed: as where it is counted.
        self.pauses.load(Ordering::Relaxed)
    }

    /// Launches the kernel, for the first time or again if it is parked, or takes back what it was asked. The context must
    /// be bound.
    pub(super) fn resume(&self) -> Result<(), Error> {
        let mut launches = lock(&self.launches);
        launches.pause = None;
        if launches.over || self.has_left() {
            return Ok(());
        }
        if launches.asked < launches.latest {
            self.ask(&launches);
            return Ok(());
        }
        let mut pack = Pack::default();
        pack.push(&actor_bytes(&rk_actor {
            launch: launches.number + 1,
            ..self.parameter
        }));
        let (module, stream) = (&self.module, self.stream);
        let result = enqueue_as(module, stream, self.grid, self.urgency, &mut pack);
        match &result {
            Ok(()) => {
                launches.number += 1;
                launches.latest = launches.number;
            }
            // Its callers are told, instead of waiting for ever.
            Err(error) => {
                launches.over = true;
                launches.failed = Some(error.clone());
            }
        }
        result
    }

    /// Asks the seats to take no messages; whether none does. The context must be bound.
    fn pause(&self) -> Result<bool, Error> {
        let mut launches = lock(&self.launches);
        if launches.over || self.stream.is_idle()? {
            return Ok(true);
        }
        if launches.asked == launches.latest {
            // It was asked to end before, and will.
            return Ok(true);
        }
        let pause = launches.pause();
        self.ask(&launches);
        Ok(self.controls.iter().all(|control| {
            // Pairs with the release of `rk_control_pause`: replies that came before are seen.
            let paused = control.u32(offset_of!(rk_control, paused));
            paused.load(Ordering::Acquire) == pause
        }))
    }

    /// Asks the kernel to end if it was not asked yet; whether it is off the device. The context must be bound.
    fn rest(&self) -> Result<bool, Error> {
        let mut launches = lock(&self.launches);
        if launches.over || self.stream.is_idle()? {
            return Ok(true);
        }
        if launches.asked < launches.latest {
            launches.asked = launches.latest;
            self.ask(&launches);
        }
        Ok(false)
    }

    /// Asks the seats for what is to be.
    fn ask(&self, launches: &Launches) {
        let word = launches.park();
        for control in &self.controls {
            // Relaxed: nothing comes with it.
            let park = control.u64(offset_of!(rk_control, park));
            park.store(word, Ordering::Relaxed);
        }
    }

    /// Whether the kernel has ended and will not be launched again. The context must be bound.
    ///
    /// # Errors
    /// Why it could not be; the driver's, when the context is broken.
    pub(super) fn is_finished(&self) -> Result<bool, Error> {
        let launches = lock(&self.launches);
        if let Some(error) = &launches.failed {
            return Err(error.clone());
        }
        let parked = launches.asked == launches.latest && !self.has_left();
        Ok(launches.over || (self.stream.is_idle()? && !parked))
    }

    /// Sees to it that a kernel that is off the device stays so; whether it is. The context must be bound.
    pub(super) fn leave(&self) -> Result<bool, Error> {
        let mut launches = lock(&self.launches);
        if self.stream.is_idle()? {
            launches.over = true;
        }
        Ok(launches.over)
    }

    /// Orders all seats to end for good, with their actors.
    pub(super) fn order_end(&self) {
        for control in &self.controls {
            control::Host::resume(control.clone()).leave();
        }
    }

    /// Whether all seats say that they have ended for good.
    fn has_left(&self) -> bool {
        self.controls.iter().all(|control| {
            // Relaxed: nothing is concluded but that there is nobody left.
            let said = control.u64(offset_of!(rk_control, said));
            // Its lower half.
            said.load(Ordering::Relaxed) as u32 == RK_STATE_LEFT
        })
    }
}

impl Launches {
    /// The number of the pause that is asked for, or of a new one.
    fn pause(&mut self) -> u32 {
        *self.pause.get_or_insert_with(|| {
            self.number += 1;
            self.number
        })
    }

    /// `rk_control.park`.
    fn park(&self) -> u64 {
        u64::from(self.pause.unwrap_or(0)) << 32 | u64::from(self.asked)
    }
}

impl Inner {
    /// Puts one launch at the end of `stream`, after making room for it where that takes the driver. The context must
    /// be bound. See [`enqueue`].
    pub(super) fn enqueue(
        &self,
        module: &Module,
        stream: Stream,
        shape: Shape,
        pack: &mut Pack,
    ) -> Result<(), Error> {
        if module.local_bytes == 0 {
            return enqueue(module, stream, shape, pack);
        }
        lock(&self.parking).launch(self, module, || enqueue(module, stream, shape, pack))
    }
}

/// `struct rk_actor` in memory order.
fn actor_bytes(actor: &rk_actor) -> [u8; size_of::<rk_actor>()] {
    let &rk_actor {
        claim,
        control,
        inbox,
        outbox,
        state,
        initial,
        mapped_bytes,
        memory_bytes,
        record,
        capacity,
        inbox_stride,
        outbox_stride,
        launch,
        flags,
        state_bytes,
        idle_after,
        idle_until,
        idle_slope,
        records,
    } = actor;
    let longs = [
        claim,
        control,
        inbox,
        outbox,
        state,
        initial,
        mapped_bytes,
        memory_bytes,
        record,
    ];
    let numbers = [
        capacity,
        inbox_stride,
        outbox_stride,
        launch,
        flags,
        state_bytes,
        idle_after,
        idle_until,
        idle_slope.to_bits(),
        records,
    ];
    let mut bytes = [0; size_of::<rk_actor>()];
    let (places, rest) = bytes.split_at_mut(offset_of!(rk_actor, capacity));
    for (place, long) in places.chunks_exact_mut(8).zip(longs) {
        place.copy_from_slice(&long.to_ne_bytes());
    }
    for (place, number) in rest.chunks_exact_mut(4).zip(numbers) {
        place.copy_from_slice(&number.to_ne_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_is_its_fields_in_order() {
        let bytes = actor_bytes(&rk_actor {
            claim: 1,
            control: 2,
            inbox: 3,
            outbox: 4,
            state: 5,
            initial: 6,
            mapped_bytes: 7,
            memory_bytes: 8,
            record: 9,
            capacity: 10,
            inbox_stride: 11,
            outbox_stride: 12,
            launch: 13,
            flags: 14,
            state_bytes: 15,
            idle_after: 16,
            idle_until: 17,
            idle_slope: f32::from_bits(18),
            records: 19,
        });
        for long in 0..9 {
            assert_eq!(bytes[long * 8..][..8], (long as u64 + 1).to_ne_bytes());
        }
        for number in 0..10 {
            assert_eq!(
                bytes[72 + number * 4..][..4],
                (number as u32 + 10).to_ne_bytes()
            );
        }
        let offsets = [
            (offset_of!(rk_actor, state), 32),
            (offset_of!(rk_actor, memory_bytes), 56),
            (offset_of!(rk_actor, record), 64),
            (offset_of!(rk_actor, outbox_stride), 80),
            (offset_of!(rk_actor, launch), 84),
            (offset_of!(rk_actor, state_bytes), 92),
            (offset_of!(rk_actor, idle_slope), 104),
            (offset_of!(rk_actor, records), 108),
        ];
        for (offset, expected) in offsets {
            assert_eq!(offset, expected);
        }
    }
}
