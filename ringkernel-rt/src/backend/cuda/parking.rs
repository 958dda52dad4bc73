//! Parking: actors leave the device while the driver does what waits for every kernel, and go on after it.
//!
//! Loading code waits for all running kernels, and so does the first launch of a kernel that needs more local memory
//! than any before; beside an actor both would wait for ever. Before either, each actor's kernel is asked to end between
//! two messages (`rk_control.park`). All that it knows is in memory then, and the same kernel is launched again on the
//! same stream when the driver is done. Messages, commands and answers go through mapped memory, so nobody sees more
//! than a pause.
//!
//! Launches of an actor are numbered from 1, and a request names the last launch that shall end. So one that comes too
//! late for us does no harm: when an actor keeps everybody waiting, the launch that goes on is put behind the one that
//! was asked, where it starts whenever that ends.
//!
//! [`Parking`] is locked, with actors parked or not, by all that starts an actor or waits for kernels; and by a launch whose
//! blocks wait for each other, until it has ended.

use std::mem::offset_of;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use super::launch::{enqueue, Pack};
use super::module::Module;
use super::stream::Stream;
use super::{lock, Inner};
use crate::abi::{rk_actor, rk_control, RK_STATE_FAULTED, RK_STATE_TERMINATED};
use crate::backend::cpu::lane::Shape;
use crate::error::Error;
use crate::queue::layout::Shared;
use crate::sync::Ordering;

/// How long actors may take to come to rest, which they do when the message in hand is answered.
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
    /// [`Error::Busy`] if an actor does not come to rest, and `work` is not done then; those of `work`; the driver's if
    /// an actor cannot go on, which then has ended.
    pub(super) fn apart<T>(
        &mut self,
        device: &Inner,
        work: impl FnOnce() -> Result<T, Error>,
    ) -> Result<T, Error> {
        let tenants = lock(&device.residents).tenants();
        let result = park(&tenants).and_then(|()| work());
        let mut resumed = Ok(());
        for tenant in &tenants {
            resumed = resumed.and(tenant.resume());
        }
        result.and_then(|value| resumed.map(|()| value))
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

/// Waits until all have come to rest.
fn park(tenants: &[Arc<Tenant>]) -> Result<(), Error> {
    let begin = Instant::now();
    let mut pause = Duration::from_micros(5);
    loop {
        let mut busy = None;
        // All are asked before one is waited for.
        for tenant in tenants {
            if !tenant.rest()? {
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

/// An actor's kernel, which can be parked.
#[derive(Debug)]
pub(super) struct Tenant {
    module: Arc<Module>,
    stream: Stream,
    block: Shape,
    /// Its parameter in the first launch.
    parameter: rk_actor,
    /// `struct rk_control`.
    control: Shared,
    launches: Mutex<Launches>,
}

/// Which launches there were. `asked` is at most `latest`; while the two are equal the actor is parked or on its way,
/// and else a launch is in the stream until the actor ends.
#[derive(Clone, Copy, Debug)]
struct Launches {
    latest: u32,
    /// The latest that shall end.
    asked: u32,
    /// There shall be no more.
    over: bool,
}

impl Tenant {
    /// An actor's kernel, not launched yet.
    pub(super) fn new(
        module: Arc<Module>,
        stream: Stream,
        block: Shape,
        parameter: rk_actor,
        control: Shared,
    ) -> Self {
        Self {
            module,
            stream,
            block,
            parameter,
            control,
            launches: Mutex::new(Launches {
                latest: 0,
                asked: 0,
                over: false,
            }),
        }
    }

    /// Launches the kernel: for the first time, or again if it is parked or was asked to. The context must be bound.
    pub(super) fn resume(&self) -> Result<(), Error> {
        let mut launches = lock(&self.launches);
        if launches.over || launches.asked < launches.latest || self.has_ended() {
            return Ok(());
        }
        let mut pack = Pack::default();
        pack.push(&actor_bytes(&rk_actor {
            launch: launches.latest + 1,
            ..self.parameter
        }));
        let result = enqueue(&self.module, self.stream, self.block, &mut pack);
        match result {
            Ok(()) => launches.latest += 1,
            // Its callers are told that it has ended, instead of waiting for ever.
            Err(_) => launches.over = true,
        }
        result
    }

    /// Asks the kernel to end if it was not asked yet; whether it is off the device. The context must be bound.
    fn rest(&self) -> Result<bool, Error> {
        let mut launches = lock(&self.launches);
        if launches.over || self.stream.is_idle()? {
            return Ok(true);
        }
        // One that was asked before and was too late for it ends first.
        // Relaxed: only the number counts.
        let launch = self.control.u32(offset_of!(rk_control, launch));
        if launches.asked < launches.latest && launch.load(Ordering::Relaxed) == launches.latest {
            launches.asked = launches.latest;
            // Relaxed: nothing comes with it.
            self.control
                .u64(offset_of!(rk_control, park))
                .store(u64::from(launches.latest), Ordering::Relaxed);
        }
        Ok(false)
    }

    /// Whether the kernel has ended and will not be launched again. The context must be bound.
    pub(super) fn is_finished(&self) -> Result<bool, Error> {
        let launches = lock(&self.launches);
        let parked = launches.asked == launches.latest && !self.has_ended();
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

    /// Whether the actor says that it has ended for good.
    fn has_ended(&self) -> bool {
        // Pairs with the release of `rk_control_fault`; a command's state has nothing behind it.
        let state = self
            .control
            .u32(offset_of!(rk_control, state))
            .load(Ordering::Acquire);
        state == RK_STATE_TERMINATED || state == RK_STATE_FAULTED
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
        capacity,
        inbox_stride,
        outbox_stride,
        launch,
        flags,
        reserved,
    } = actor;
    let mut bytes = [0; size_of::<rk_actor>()];
    let (addresses, numbers) = bytes.split_at_mut(40);
    for (place, field) in addresses
        .chunks_exact_mut(8)
        .zip([claim, control, inbox, outbox, state])
    {
        place.copy_from_slice(&field.to_ne_bytes());
    }
    for (place, field) in numbers.chunks_exact_mut(4).zip([
        capacity,
        inbox_stride,
        outbox_stride,
        launch,
        flags,
        reserved,
    ]) {
        place.copy_from_slice(&field.to_ne_bytes());
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
            capacity: 6,
            inbox_stride: 7,
            outbox_stride: 8,
            launch: 9,
            flags: 10,
            reserved: 0,
        });
        assert_eq!(bytes[32..40], 5_u64.to_ne_bytes());
        assert_eq!(bytes[40..44], 6_u32.to_ne_bytes());
        assert_eq!(bytes[48..52], 8_u32.to_ne_bytes());
        assert_eq!(bytes[52..56], 9_u32.to_ne_bytes());
        assert_eq!(bytes[56..60], 10_u32.to_ne_bytes());
        assert_eq!(offset_of!(rk_actor, state), 32);
        assert_eq!(offset_of!(rk_actor, outbox_stride), 48);
        assert_eq!(offset_of!(rk_actor, launch), 52);
        assert_eq!(offset_of!(rk_actor, flags), 56);
    }
}
