//! A port whose actor is split into two halves, which use its queues without it.
//!
//! The halves work on copies of the port's ends and say in [`Flow`] how far they are. What the port still does itself is
//! to take the replies to messages from before the split, and all replies once the receiving half is gone. The halves
//! borrow the actor, so they are gone, or leaked and used no more, when anybody sends or receives by the actor itself:
//! then the port goes on where they have come to ([`Port::rejoin`]).

use std::sync::Arc;
use std::task::Waker;

use super::{Effects, Inner, Port, Waiting};
use crate::actor::machine::Bell;
use crate::error::Error;
use crate::queue::flow::{self, Flow, Sink, Source};
use crate::queue::ring::Coming;

/// What the port knows of the halves.
#[derive(Debug)]
pub(super) struct Split {
    flow: crate::sync::Arc<Flow>,
    /// The port takes the replies to messages before this one.
    pub(super) until: u64,
    /// Halves that were not dropped.
    halves: u32,
    /// Messages that were answered or made dead letters of when the actor ended.
    settled: u64,
    /// Who waits until more than so many messages were taken.
    space: Option<(u64, Waker)>,
    /// Who waits for a reply.
    reply: Option<(Coming, Waker)>,
}

/// One of the halves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::actor) enum Half {
    Sender,
    Receiver,
}

impl Split {
    /// Whether the reactor is to go on looking.
    pub(super) fn is_waited_for(&self) -> bool {
        self.space.is_some() || self.reply.is_some()
    }

    /// Whether the sender is gone and everything answered and received.
    fn is_done(&self) -> bool {
        self.halves < 2 && self.flow.sent() == self.flow.taken()
    }

    /// Whom to wake after a look at the actor, by which the port has taken `came` replies and before them all others of
    /// `taken`.
    pub(super) fn look(&mut self, came: u32, taken: u64, wakers: &mut Vec<Waker>) {
        if came != 0 {
            self.flow.say_taken(taken);
        }
        // The receiver begins, and may find that nothing comes: its sender may be gone.
        let handed_over = came != 0 && taken >= self.until;
        let taken = self.flow.taken();
        wakers.extend(self.space.take_if(|(known, _)| *known != taken).map(waker));
        wakers.extend(
            self.reply
                .take_if(|(coming, _)| handed_over || coming.is_there())
                .map(waker),
        );
    }

    /// The actor has ended.
    pub(super) fn end(&mut self, wakers: &mut Vec<Waker>) {
        self.flow.close();
        wakers.extend(self.space.take().map(waker));
        wakers.extend(self.reply.take().map(waker));
    }
}

impl Inner {
    /// Knows as much as the halves do.
    pub(super) fn follow(&mut self) {
        if let (Some(split), Some(live)) = (&self.split, &mut self.live) {
            // What the port takes itself it has told the halves. First: more may be sent meanwhile.
            live.outbox.go_on(split.flow.taken());
            live.inbox.go_on(split.flow.sent());
        }
    }

    /// The first message that the actor, which has ended, has not answered. `waiting` has an entry for each from there on.
    pub(super) fn unanswered(&mut self) -> u64 {
        self.follow();
        let Some(live) = &mut self.live else {
            return 0;
        };
        let Some(split) = &mut self.split else {
            return live.outbox.taken();
        };
        let first = live.outbox.taken() + live.outbox.there();
        let owed = live.inbox.sent().saturating_sub(first);
        let for_whom = match split.until {
            // The receiver is gone.
            u64::MAX => || Waiting::Nobody,
            _ => || Waiting::Receiver,
        };
        self.waiting.resize_with(slots(owed), for_whom);
        split.settled = first + owed;
        first
    }
}

/// How many messages that are in a queue.
fn slots(messages: u64) -> usize {
    usize::try_from(messages).expect("a queue's capacity is a `u32`")
}

fn waker<T>((_, waker): (T, Waker)) -> Waker {
    waker
}

impl Port {
    /// The ends for two halves. No halves are in use.
    pub(in crate::actor) fn split(&self) -> Result<(Source, Sink, Bell), Error> {
        self.rejoin();
        let mut guard = self.lock();
        let inner = &mut *guard;
        if let Some(error) = &inner.ended {
            return Err(error.clone());
        }
        let live = inner.live.as_ref().ok_or_else(|| self.stopped())?;
        // Nobody may push; whoever tries finds no permit and rejoins.
        self.slots.forget_permits(self.capacity as usize);
        let until = live.inbox.sent();
        let mut outbox = live.outbox.clone();
        outbox.go_on(until);
        let mut inbox = live.inbox.clone();
        inbox.limit(self.capacity);
        let (source, sink) = flow::pair(inbox, outbox, live.outbox.taken());
        let bell = live.machine.bell();
        inner.split = Some(Split {
            flow: source.flow().clone(),
            until,
            halves: 2,
            settled: 0,
            space: None,
            reply: None,
        });
        Ok((source, sink, bell))
    }

    /// Whether all replies to messages from before the split were taken, so that the receiving half may begin. At the
    /// actor's end some may never be.
    pub(in crate::actor) fn has_handed_over(&self) -> bool {
        let inner = self.lock();
        let split = inner.split.as_ref();
        split.is_some_and(|split| split.flow.taken() >= split.until)
    }

    /// Has the reactor wake who waits until more than `taken` messages were taken.
    pub(in crate::actor) fn wake_for_space(self: &Arc<Self>, taken: u64, waker: &Waker) {
        self.wake_later(waker, |split, waker| split.space = Some((taken, waker)));
    }

    /// Has the reactor wake who waits for a reply.
    pub(in crate::actor) fn wake_for_reply(self: &Arc<Self>, coming: Coming, waker: &Waker) {
        self.wake_later(waker, |split, waker| split.reply = Some((coming, waker)));
    }

    fn wake_later(self: &Arc<Self>, waker: &Waker, wait: impl FnOnce(&mut Split, Waker)) {
        let mut guard = self.lock();
        let inner = &mut *guard;
        if let (Some(split), None) = (&mut inner.split, &inner.ended) {
            if !split.is_done() {
                wait(split, waker.clone());
                self.watch(inner);
                return;
            }
        }
        // There is nothing to wait for.
        drop(guard);
        waker.wake_by_ref();
    }

    /// A half is dropped.
    pub(in crate::actor) fn let_go(&self, half: Half) {
        let mut guard = self.lock();
        let inner = &mut *guard;
        let Some(split) = &mut inner.split else {
            return;
        };
        split.halves -= 1;
        let mut effects = Effects::default();
        match half {
            // The receiver may wait for a message that will not be sent.
            Half::Sender => effects.receivers.extend(split.reply.take().map(waker)),
            Half::Receiver => split.until = u64::MAX,
        }
        if split.halves == 0 {
            self.rejoin_in(inner, &mut effects);
        } else {
            inner.follow();
        }
        drop(guard);
        effects.happen();
    }

    /// Goes on where halves that were leaked have come to. For who uses the actor, which no half can then.
    pub(in crate::actor) fn rejoin(&self) {
        // While there are halves there is no permit, so this is all that it costs.
        if self.slots.available_permits() == 0 {
            let mut effects = Effects::default();
            self.rejoin_in(&mut self.lock(), &mut effects);
            effects.happen();
        }
    }

    pub(super) fn rejoin_in(&self, inner: &mut Inner, effects: &mut Effects) {
        inner.follow();
        let Some(split) = inner.split.take() else {
            return;
        };
        let Some(live) = &mut inner.live else {
            return;
        };
        let (sent, taken) = (live.inbox.sent(), live.outbox.taken());
        live.inbox.learn(taken);
        // Replies to messages that nobody has sent are nobody's mistake but the device's.
        let owed = slots(sent.saturating_sub(taken)).min(self.capacity as usize);
        self.slots.add_permits(self.capacity as usize - owed);
        match inner.ended.clone() {
            // What the halves have sent and not received.
            None => inner.waiting.resize_with(owed, || Waiting::Nobody),
            // What was sent while the actor ended.
            Some(error) => {
                let late = slots(sent.saturating_sub(split.settled));
                if late != 0 {
                    inner.waiting.resize_with(late, || Waiting::Nobody);
                    self.bury(inner, split.settled, &error, effects);
                    inner.waiting.clear();
                }
            }
        }
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use tokio::sync::Semaphore;

    use super::*;
    use crate::abi::rk_control;
    use crate::actor::dossier::Dossier;
    use crate::actor::machine::{Live, Machine};
    use crate::actor::port::{Caller, Poller};
    use crate::artifact::{Artifact, Per, Plan};
    use crate::backend::cpu::actor::{Handle, Place};
    use crate::census::Census;
    use crate::control::{Command, Host, Seat, State};
    use crate::dead::DeadLetters;
    use crate::gpu::{RefMut, RingContext};
    use crate::idle::Idle;
    use crate::kernel::{ActorKernel, ActorOptions};
    use crate::log;
    use crate::queue::layout::{Frame, Shape, Shared, Times};
    use crate::queue::ring::{Consumer, Head, Producer};
    use crate::reactor::Reactor;
    use crate::trace::Tracer;

    struct Batch;

    impl ActorKernel for Batch {
        const ARTIFACT: &'static Artifact = &Artifact::not_built(
            "batch",
            "src/actor/port/split.rs",
            Plan::Ring { per: Per::Thread },
        );
        const OPTIONS: ActorOptions = ActorOptions {
            block_size: 1,
            queue_capacity: CAPACITY,
            hlc: false,
            k2k: false,
        };
        type State = ();
        type Message = u32;
        type Reply = u32;

        fn handle(_: &RingContext, _: RefMut<'_, ()>, message: &u32) -> u32 {
            *message
        }
    }

    const CAPACITY: u32 = 4;

    fn shapes() -> [Shape; 2] {
        Shape::pair(CAPACITY, Frame::pair(4, 4, Times::Absent))
            .expect("the capacity is a power of two")
    }

    /// The memory of an actor: its control block and its queues.
    fn memory() -> (Shared, [Shared; 2]) {
        let control = Shared::heap(size_of::<rk_control>());
        (control, shapes().map(|shape| Shared::heap(shape.bytes())))
    }

    /// A thread that ends at once.
    fn thread(reactor: &Reactor) -> Handle {
        let (control, [inbox, outbox]) = memory();
        Host::new(control.clone()).give(Command::Terminate);
        let place = Place {
            control,
            inbox: Consumer::new(inbox, shapes()[0]),
            outbox: Producer::new(outbox, shapes()[1]),
            capacity: CAPACITY,
            host: reactor.thread().clone(),
            sink: log::Sink::here(Batch::ARTIFACT),
            clock: None,
            idle: Idle::default(),
            recorder: None,
            origin: std::time::Instant::now(),
        };
        let seat = Arc::new(Semaphore::new(1)).try_acquire_owned();
        let seat = seat.expect("it is vacant");
        Handle::start::<Batch>(place, (), seat).expect("a thread starts")
    }

    #[test]
    fn a_receiver_does_not_begin_behind_a_reply_that_never_came() {
        let reactor = Reactor::start().expect("a thread starts");
        let (control, [inbox, outbox]) = memory();
        let live = Live {
            control: Host::new(control.clone()),
            inbox: Producer::new(inbox, shapes()[0]),
            outbox: Consumer::new(outbox.clone(), shapes()[1]),
            machine: Machine::Cpu(thread(&reactor)),
            tape: None,
            traced: None,
        };
        let letters = DeadLetters::default();
        let (census, tracer) = (Census::default(), Tracer::default());
        let dossier = Dossier::open("batch", &census, &letters, &tracer);
        let port = Port::new(Batch::ARTIFACT, CAPACITY, live, reactor, dossier, None);
        let port = Arc::new(port);
        port.push(Waiting::Nobody, Poller::Caller, |_| ())
            .expect("the actor lives");
        let (mut source, sink, _) = port.split().expect("the actor lives");
        assert!(source.push(source.frame(), &Head::default(), |_| ()));
        // The second message is answered, the first is a mistake.
        assert!(Producer::resume(outbox, shapes()[1], 1).push(&Head::default(), |_| ()));
        Seat::take(control).say(State::Faulted);
        port.pump(Caller::User { thorough: false });
        assert!(sink.flow().is_closed());
        assert!(!port.has_handed_over());
        let numbers = std::iter::from_fn(|| letters.try_next().map(|letter| letter.number));
        assert!(numbers.eq([1, 2]));
        port.leave();
    }
}
