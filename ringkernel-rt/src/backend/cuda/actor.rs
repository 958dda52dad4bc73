//! An actor on a GPU: for as long as it lives it has a seat of a [`Pool`].

use std::sync::Arc;

use super::pool::{Pool, Seat, Vacancy};
use crate::control::{self, Command, State};
use crate::error::Error;
use crate::hlc::{Alignment, Clock, Voice};
use crate::log::Heard;
use crate::queue::ring::{Consumer, Producer};
use crate::record::Tape;
use crate::sync::{fence, Ordering};

/// An actor in its seat. The host's ends of what it has are in other hands.
#[derive(Debug)]
pub(crate) struct Actor {
    pool: Arc<Pool>,
    seat: Seat,
    /// The runtime's, where messages carry times.
    clock: Option<Arc<Clock>>,
}

/// The host's ends of what an actor has.
#[derive(Debug)]
pub(crate) struct Ends {
    pub(crate) control: control::Host,
    pub(crate) inbox: Producer,
    pub(crate) outbox: Consumer,
    /// What the seat records, if it does.
    pub(crate) tape: Option<Tape>,
}

impl Actor {
    /// Has an actor begin in a vacant seat, or in one whose actor is about to end.
    pub(super) fn begin(
        pool: Arc<Pool>,
        vacancy: Vacancy,
        state: &[u8],
        as_state: State,
        voice: Option<&Voice>,
    ) -> (Self, Ends) {
        let Vacancy {
            mut seat,
            mut control,
            sent,
            ending: _,
        } = vacancy;
        let shape = *pool.shape();
        seat.hear(pool.sink());
        seat.prepare(state);
        if let Some(voice) = voice {
            control.name(voice.node);
            if let Some(alignment) = pool.device().clock.alignment() {
                tell(&mut control, &voice.clock, &alignment);
            }
        }
        // Last: it publishes all that.
        control.begin(sent, as_state);
        let ends = Ends {
            control,
            inbox: Producer::resume(seat.inbox.clone(), shape.inbox, sent),
            outbox: Consumer::resume(seat.outbox.clone(), shape.outbox, sent),
            tape: seat.tape.clone(),
        };
        let clock = voice.map(|voice| voice.clock.clone());
        (Self { pool, seat, clock }, ends)
    }

    /// What it has logged since.
    pub(crate) fn hear(&mut self) -> Option<Heard> {
        let log = self.seat.log.as_mut()?;
        // Words of a narrow slot are read relaxed. Pairs with the fence ahead of them in `rk_ring_publish` (ring.cuh): what
        // was logged before a reply that was taken is there.
        fence(Ordering::Acquire);
        Heard::of_actor(log, self.pool.sink())
    }

    /// Learns how the GPU's clock stands beside the host's.
    pub(crate) fn align(&self, reading: Alignment, control: &mut control::Host) {
        let alignment = self.pool.device().clock.learn(reading);
        if let Some(clock) = &self.clock {
            tell(control, clock, &alignment);
        }
    }

    /// How it stands, as far as is known.
    pub(crate) fn alignment(&self) -> Option<Alignment> {
        self.pool.device().clock.alignment()
    }

    /// How often the launch was kept from its messages for others' sake.
    pub(crate) fn pauses(&self) -> u32 {
        self.pool.pauses()
    }

    /// Whether the kernel has ended for good, and the actor with it.
    ///
    /// # Errors
    /// The driver's, when the context is broken.
    pub(crate) fn is_finished(&self) -> Result<bool, Error> {
        self.pool.is_finished()
    }

    /// Ends the actor, if it has not ended, and gives its seat back to the pool.
    pub(crate) fn leave(self, mut ends: Ends) {
        let ending = match ends.control.state().is_final() {
            true => None,
            false => {
                let ending = ends.control.give(Command::Terminate);
                // Nobody would hear its answer to the message in hand.
                ends.control.stop(ends.inbox.sent());
                Some(ending)
            }
        };
        self.pool.give(Vacancy {
            seat: self.seat,
            control: ends.control,
            sent: ends.inbox.sent(),
            ending,
        });
    }
}

/// Tells the actor how the GPU's clock stands beside the runtime's, for as long as that is good enough.
fn tell(control: &mut control::Host, clock: &Clock, alignment: &Alignment) {
    let (device, host) = alignment.reading();
    let offset = clock.physical_at(host).wrapping_sub(device);
    // Half of what a time may be off is left for what else there is.
    control.align(offset, alignment.good_until(clock.bound() / 2));
}
