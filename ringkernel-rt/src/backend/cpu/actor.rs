//! An actor on the CPU: a thread that answers messages in order, over the same queues and control block as a GPU's.
//!
//! The loop is that of `device/ring.cuh`. A thread with nothing to do spins a little, yields a little, then sleeps until
//! the host wakes it, which it does after each message and each command; or goes on yielding, if it is to spin.

use std::cell::Cell;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use tokio::sync::OwnedSemaphorePermit;

use super::crew::{Fibers, LaneFault};
use super::fault::{self, Raised};
use super::lane::{self, Lengths, Shape};
use super::log;
use crate::artifact::Per;
use crate::control::{Seat, State};
use crate::error::Fault;
use crate::gpu::{RefMut, RingContext};
use crate::hlc::{Clock, Timestamp};
use crate::idle::Idle;
use crate::kernel::{self, ActorKernel};
use crate::log::Sink;
use crate::message::RingMessage;
use crate::queue::layout::Shared;
use crate::queue::ring::{Consumer, Head, Producer};
use crate::record::Writer;
use crate::sync::thread::{self, Thread};
use crate::sync::{hint, patience, AtomicBool, Ordering};

/// Empty looks that only spin, then those that yield, before the thread sleeps.
const SPINS: u32 = patience(100);
const YIELDS: u32 = patience(20);

/// Where an actor on the CPU works, and whom it wakes.
#[derive(Debug)]
pub(crate) struct Place {
    /// The control block.
    pub(crate) control: Shared,
    /// Messages to it.
    pub(crate) inbox: Consumer,
    /// Its replies.
    pub(crate) outbox: Producer,
    /// Slots of each.
    pub(crate) capacity: u32,
    /// Who waits for replies and answers.
    pub(crate) host: Thread,
    /// Who hears what it logs.
    pub(crate) sink: Sink,
    /// Its clock, where messages carry times.
    pub(crate) clock: Option<Clock>,
    /// What it does while there is nothing to do.
    pub(crate) idle: Idle,
    /// What it records of itself, if it does.
    pub(crate) recorder: Option<Writer>,
    /// What the times in it count from.
    pub(crate) origin: Instant,
}

/// The host's hold on an actor's thread. Dropping it leaves the thread to its commands.
#[derive(Debug)]
pub(crate) struct Handle {
    thread: Thread,
    end: Arc<End>,
    origin: Instant,
    /// Its place in a pool, which is vacant once this is dropped.
    _seat: OwnedSemaphorePermit,
}

/// How a thread ended.
#[derive(Debug, Default)]
struct End {
    finished: AtomicBool,
    /// Set before the control block says that the actor has faulted.
    fault: OnceLock<Fault>,
}

impl Handle {
    /// Starts the thread. Its state is `state` when the first message comes.
    pub(crate) fn start<K: ActorKernel>(
        place: Place,
        state: K::State,
        seat: OwnedSemaphorePermit,
    ) -> std::io::Result<Self> {
        let end = Arc::<End>::default();
        let origin = place.origin;
        let theirs = end.clone();
        let thread = thread::Builder::new()
            .name(format!("actor {}", K::ARTIFACT.name))
            .spawn(move || {
                let host = place.host.clone();
                let finish = Finish { end: &theirs, host };
                Loop::<K>::new(place, state).run(&theirs.fault);
                drop(finish);
            })?
            .thread()
            .clone();
        Ok(Self {
            thread,
            end,
            origin,
            _seat: seat,
        })
    }

    /// Makes the thread look at its inbox, its outbox and its commands.
    pub(crate) fn wake(&self) {
        self.thread.unpark();
    }

    /// What the times of its records count from.
    pub(crate) fn origin(&self) -> Instant {
        self.origin
    }

    /// The thread.
    pub(crate) fn thread(&self) -> &Thread {
        &self.thread
    }

    /// Whether the thread is done.
    pub(crate) fn is_finished(&self) -> bool {
        // Pairs with the Release in `Finish`: the last replies are seen.
        self.end.finished.load(Ordering::Acquire)
    }

    /// The mistake that ended the actor.
    pub(crate) fn fault(&self) -> Option<Fault> {
        self.end.fault.get().cloned()
    }
}

/// Says at the thread's end, however it comes, that it is done.
struct Finish<'a> {
    end: &'a End,
    host: Thread,
}

impl Drop for Finish<'_> {
    fn drop(&mut self) {
        // Pairs with the Acquire in `Handle::is_finished`.
        self.end.finished.store(true, Ordering::Release);
        self.host.unpark();
    }
}

/// A handler with its state and its lanes.
struct Loop<K: ActorKernel> {
    seat: Seat,
    inbox: Consumer,
    outbox: Producer,
    capacity: u64,
    host: Thread,
    sink: Sink,
    clock: Option<Clock>,
    idle: Idle,
    recorder: Option<Writer>,
    state: K::State,
    fibers: Fibers,
}

/// The block that answers a message.
fn shape<K: ActorKernel>() -> Shape {
    Shape {
        grid: [1; 3],
        block: [kernel::threads_on_cpu::<K>(), 1, 1],
        shared: Lengths::new(),
    }
}

/// A mistake of lane 0.
fn first(raised: Raised) -> LaneFault {
    LaneFault {
        raised,
        block: [0; 3],
        thread: [0; 3],
    }
}

/// The message in these bytes. A `RingMessage` that is written by hand may leave none there, and may panic.
fn read<K: ActorKernel>(bytes: &[u8]) -> Result<K::Message, LaneFault> {
    let layout = <K::Message as RingMessage>::LAYOUT;
    let decode = || match layout.has_gaps().then(|| layout.gap(bytes)).flatten() {
        Some(gap) => gap.fail(),
        None => <K::Message as RingMessage>::decode(bytes),
    };
    fault::catch(decode).map_err(first)
}

impl<K: ActorKernel> Loop<K> {
    fn new(mut place: Place, state: K::State) -> Self {
        // Ahead of the host's knowing that it is there.
        if let Some(recorder) = &mut place.recorder {
            recorder.begin();
        }
        Self {
            recorder: place.recorder,
            seat: Seat::take(place.control),
            inbox: place.inbox,
            outbox: place.outbox,
            capacity: u64::from(place.capacity),
            host: place.host,
            sink: place.sink,
            clock: place.clock,
            idle: place.idle,
            state,
            fibers: Fibers::default(),
        }
    }

    fn run(mut self, end: &OnceLock<Fault>) {
        self.host.unpark();
        while self.wait() {
            let Some((head, message)) = self.inbox.peek(|head, bytes| (head, read::<K>(bytes)))
            else {
                continue;
            };
            if self.clock.is_some() {
                lane::hear(Timestamp::of_words(head.time));
            }
            let number = self.inbox.taken();
            self.record(|recorder| recorder.take(number));
            let reply = message.and_then(|message| self.handle(&message));
            match reply.and_then(|reply| self.answer(&head, &reply)) {
                Ok(()) => {}
                Err(LaneFault { raised, thread, .. }) => {
                    let message = Some(number + 1);
                    // Set once: the loop ends here.
                    let _ = end.set(raised.into_fault(K::ARTIFACT, [0; 3], thread, message));
                    self.record(|recorder| recorder.fault(number));
                    self.seat.count(number);
                    self.seat.say(State::Faulted);
                    break;
                }
            }
        }
    }

    /// Waits for a message; false when the actor is to end.
    fn wait(&mut self) -> bool {
        let mut idle = 0_u32;
        loop {
            self.poll();
            if self.seat.state() == State::Terminated {
                return false;
            }
            if self.seat.state() == State::Active && self.inbox.look() {
                return true;
            }
            if idle < SPINS {
                hint::spin_loop();
            } else if idle < SPINS + YIELDS {
                thread::yield_now();
            } else {
                match self.idle {
                    Idle::Spin => thread::yield_now(),
                    Idle::BackOff { .. } => {
                        if idle == SPINS + YIELDS {
                            let next = self.inbox.taken();
                            self.record(|recorder| recorder.sleep(next));
                        }
                        // Whatever comes after the looks above unparks too, so nothing is slept through.
                        thread::park();
                    }
                }
            }
            idle = idle.saturating_add(1);
        }
    }

    /// Takes note of what it does.
    #[inline]
    fn record(&mut self, note: impl FnOnce(&mut Writer)) {
        if let Some(recorder) = &mut self.recorder {
            note(recorder);
        }
    }

    /// Acts on a command and tells the host.
    fn poll(&mut self) {
        let before = self.seat.answered();
        self.seat.poll();
        if self.seat.answered() != before {
            let (state, next) = (self.seat.state(), self.inbox.taken());
            self.record(|recorder| recorder.reach(state, next));
            self.seat.count(self.inbox.taken());
            self.host.unpark();
        }
    }

    /// Runs the handler, in one lane or in all of the block. One message after another is a way to answer a batch.
    fn handle(&mut self, message: &K::Message) -> Result<K::Reply, LaneFault> {
        let state = RefMut::__of(&mut self.state);
        let context = RingContext::new();
        match kernel::per::<K>() {
            Per::Lane | Per::Thread => {
                lane::enter_block(&shape::<K>(), [0; 3]);
                lane::enter([0; 3]);
                let result = log::during(&self.sink, &lane::whole_place, || {
                    fault::catch(|| K::handle(&context, state, message))
                });
                lane::leave_block();
                result.map_err(first)
            }
            Per::Warp | Per::Block => {
                let first = Cell::new(None);
                let lanes = || {
                    let speaks = lane::current() == [0; 3];
                    let reply = K::handle(&context, state, message);
                    if speaks {
                        first.set(Some(reply));
                    }
                };
                log::during(&self.sink, &lane::whole_place, || {
                    self.fibers.run_block(&shape::<K>(), [0; 3], &lanes)
                })?;
                Ok(first.get().expect("lane 0 of a block has returned"))
            }
        }
    }

    /// Sends the reply, which gives the message's slot back. A `RingMessage` that is written by hand may panic instead,
    /// ahead of the first word that goes out.
    fn answer(&mut self, head: &Head, reply: &K::Reply) -> Result<(), LaneFault> {
        let clock = self.clock.as_ref();
        let time = clock.map(|clock| clock.follow(Timestamp::of_words(head.time)));
        // The message would not be there if the reply that had the same slots were.
        let number = self.inbox.taken();
        self.outbox
            .learn((number + 1).saturating_sub(self.capacity));
        // Ahead of the reply: whoever has that finds this.
        self.record(|recorder| recorder.answer(number));
        let push = || {
            self.outbox
                .push(&Head::at(time), |bytes| reply.encode(bytes))
        };
        let sent = fault::catch(push).map_err(first)?;
        assert!(sent, "a message that is there has a slot for its reply");
        self.inbox.advance();
        self.host.unpark();
        Ok(())
    }
}
