//! Interleavings of an actor's thread, the reactor and those who send, by loom: who sleeps is woken in each.
//!
//! All of it is the code that runs outside the checker but for the semaphore and the channels of tokio, whose single
//! steps the checker takes as whole. Sleeping threads that nobody wakes are a deadlock, which it reports.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::time::Instant;

use ::loom::thread::{self, Thread};
use tokio::sync::{oneshot, Semaphore};

use super::dossier::Dossier;
use super::machine::{Live, Machine};
use super::port::{Bytes, Caller, Poller, Port, Waiting};
use crate::abi::rk_control;
use crate::artifact::{Artifact, Per, Plan};
use crate::backend::cpu::actor::{Handle, Place};
use crate::census::Census;
use crate::control::{Command, Host, Seat, State};
use crate::dead::DeadLetters;
use crate::error::Error;
use crate::gpu::{RefMut, RingContext};
use crate::idle::Idle;
use crate::kernel::{ActorKernel, ActorOptions};
use crate::log::Sink;
use crate::message::{self, RingMessage};
use crate::queue::layout::{Frame, Shape, Shared, Times};
use crate::queue::ring::{Consumer, Head, Producer};
use crate::reactor::Reactor;
use crate::trace::Tracer;

/// Answers with the successor; a mistake at [`WRONG`].
struct Successor;

const WRONG: u32 = 9;

impl ActorKernel for Successor {
    const ARTIFACT: &'static Artifact = &Artifact::not_built(
        "successor",
        "src/actor/loom.rs",
        Plan::Ring { per: Per::Lane },
    );
    const OPTIONS: ActorOptions = ActorOptions {
        block_size: 1,
        queue_capacity: 1,
        hlc: false,
        k2k: false,
    };
    type State = ();
    type Message = u32;
    type Reply = u32;

    fn handle(_: &RingContext, _: RefMut<'_, ()>, message: &u32) -> u32 {
        assert!(*message != WRONG, "wrong");
        message + 1
    }
}

/// An actor that wakes `host`.
fn start(capacity: u32, host: Thread) -> Live {
    let shapes = Shape::pair(capacity, Frame::pair(4, 4, Times::Absent)).expect("a power of two");
    let [inbox, outbox] = shapes.map(|shape| (Shared::heap(shape.bytes()), shape));
    let control = Shared::heap(size_of::<rk_control>());
    let place = Place {
        control: control.clone(),
        inbox: Consumer::new(inbox.0.clone(), inbox.1),
        outbox: Producer::new(outbox.0.clone(), outbox.1),
        capacity,
        host,
        sink: Sink::here(Successor::ARTIFACT),
        clock: None,
        idle: Idle::default(),
        recorder: None,
        origin: Instant::now(),
    };
    let seat = Arc::new(Semaphore::new(1)).try_acquire_owned();
    let seat = seat.expect("it is vacant");
    let handle = Handle::start::<Successor>(place, (), seat).expect("the checker has threads");
    Live {
        control: Host::new(control),
        inbox: Producer::new(inbox.0, inbox.1),
        outbox: Consumer::new(outbox.0, outbox.1),
        machine: Machine::Cpu(handle),
        tape: None,
        traced: None,
    }
}

/// Explores all interleavings in which threads are interrupted at most so often.
fn explore(interruptions: usize, run: impl Fn() + Send + Sync + 'static) {
    let mut model = ::loom::model::Builder::new();
    model.preemption_bound = Some(interruptions);
    model.max_branches = 20_000;
    model.check(run);
}

/// Sleeps until there is something.
fn wait<T>(mut look: impl FnMut() -> Option<T>) -> T {
    loop {
        match look() {
            Some(found) => return found,
            None => thread::park(),
        }
    }
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Sleeps until the future is ready.
fn finish<F: Future>(future: F) -> F::Output {
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut future = pin!(future);
    wait(
        || match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => Some(output),
            Poll::Pending => None,
        },
    )
}

fn push(live: &mut Live, message: u32) {
    let sent = live
        .inbox
        .push(&Head::default(), |bytes| message.encode(bytes));
    assert!(sent, "there is a free slot");
    live.machine.wake();
}

fn activate(live: &mut Live) {
    live.control.give(Command::Activate);
    live.machine.wake();
}

#[test]
fn an_actor_sleeps_through_nothing() {
    explore(3, || {
        let mut live = start(1, thread::current());
        wait(|| Some(live.control.state()).filter(|state| *state == State::Launched));
        activate(&mut live);
        push(&mut live, 1);
        let reply = wait(|| live.outbox.pop(|_, bytes| message::decode::<u32>(bytes)));
        assert_eq!(reply.ok(), Some(2));
        let number = live.control.give(Command::Deactivate);
        live.machine.wake();
        wait(|| live.control.has_acknowledged(number).then_some(()));
        live.control.give(Command::Terminate);
        live.machine.wake();
        wait(|| live.machine.is_finished().ok().filter(|done| *done));
    });
}

#[test]
fn the_end_of_an_actor_is_not_slept_through() {
    explore(3, || {
        let mut live = start(1, thread::current());
        activate(&mut live);
        push(&mut live, WRONG);
        wait(|| live.machine.is_finished().ok().filter(|done| *done));
        assert_eq!(live.control.state(), State::Faulted);
        let fault = live.machine.fault(&live.control, Successor::ARTIFACT);
        assert_eq!(fault.and_then(|fault| fault.message), Some(1));
    });
}

#[test]
fn who_sees_that_a_thread_is_done_sees_all_that_it_did() {
    explore(2, || {
        // Nobody who looks is woken, which would order the looks.
        let mut live = start(1, thread::spawn(|| ()).thread().clone());
        activate(&mut live);
        push(&mut live, 1);
        while live.control.state() == State::Created {
            thread::yield_now();
        }
        live.control.give(Command::Terminate);
        live.machine.wake();
        while !matches!(live.machine.is_finished(), Ok(true)) {
            thread::yield_now();
        }
        assert_eq!(live.control.state(), State::Terminated);
    });
}

#[test]
fn a_command_that_is_acknowledged_has_its_effect() {
    explore(3, || {
        let block = Shared::heap(size_of::<rk_control>());
        let mut host = Host::new(block.clone());
        let number = host.give(Command::Activate);
        let actor = thread::spawn(move || Seat::take(block).poll());
        if host.has_acknowledged(number) {
            assert_eq!(host.state(), State::Active);
        }
        actor.join().expect("the actor does not panic");
    });
}

/// An actor that was told to be active, with the thread that waits for it.
fn open(capacity: u32) -> (Reactor, Arc<Port>) {
    let reactor = Reactor::start().expect("the checker has threads");
    let mut live = start(capacity, reactor.thread().clone());
    activate(&mut live);
    let port = port(capacity, live, reactor.clone());
    (reactor, port)
}

fn port(capacity: u32, live: Live, reactor: Reactor) -> Arc<Port> {
    let census = Census::default();
    let dossier = Dossier::open(
        "successor",
        &census,
        &DeadLetters::default(),
        &Tracer::default(),
    );
    census.leave(&dossier);
    Arc::new(Port::new(
        Successor::ARTIFACT,
        capacity,
        live,
        reactor,
        dossier,
        None,
    ))
}

/// Puts a message in, and leaves the waiting to the reactor.
fn put(port: &Arc<Port>, message: u32) -> Result<Answer, Error> {
    let (sender, answer) = oneshot::channel();
    port.push(Waiting::Call(sender), Poller::Reactor, |bytes| {
        message.encode(bytes);
    })?;
    Ok(answer)
}

type Answer = oneshot::Receiver<Result<Bytes, Error>>;

fn reply(answer: Answer) -> Result<u32, Error> {
    let bytes = finish(answer).expect("whoever waits is told")?;
    bytes.open().map(|reply| reply.reply)
}

/// Sends when there is a slot.
fn call(port: &Arc<Port>, message: u32) -> Result<u32, Error> {
    if port.slots.available_permits() == 0 {
        port.look_for_space();
    }
    let slot = finish(port.slots.acquire()).map_err(|_| port.error())?;
    let answer = put(port, message)?;
    slot.forget();
    reply(answer)
}

#[test]
fn the_reactor_sleeps_through_no_reply() {
    explore(1, || {
        let (_reactor, port) = open(1);
        assert_eq!(call(&port, 1).ok(), Some(2));
        assert_eq!(call(&port, 2).ok(), Some(3));
        port.leave();
    });
}

#[test]
fn who_calls_is_told_of_a_fault() {
    explore(2, || {
        let (_reactor, port) = open(1);
        assert!(matches!(call(&port, WRONG), Err(Error::Fault(_))));
        port.leave();
    });
}

#[test]
fn replies_before_the_end_are_seen() {
    explore(1, || {
        // Nobody who looks is woken, which would order the looks.
        let mut live = start(2, thread::spawn(|| ()).thread().clone());
        activate(&mut live);
        let port = port(2, live, Reactor::asleep());
        let mut right = put(&port, 1).expect("the actor lives");
        let mut wrong = put(&port, WRONG).expect("the actor lives");
        let wrong = loop {
            port.pump(Caller::User { thorough: false });
            match wrong.try_recv() {
                Ok(wrong) => break wrong,
                Err(_) => thread::yield_now(),
            }
        };
        assert!(matches!(wrong, Err(Error::Fault(_))));
        assert!(matches!(right.try_recv(), Ok(Ok(_))));
        port.leave();
    });
}

#[test]
fn two_threads_share_a_slot() {
    explore(1, || {
        let (_reactor, port) = open(1);
        let theirs = port.clone();
        let other = thread::spawn(move || assert_eq!(call(&theirs, 3).ok(), Some(4)));
        assert_eq!(call(&port, 1).ok(), Some(2));
        other.join().expect("the other thread does not panic");
        port.leave();
    });
}

#[test]
fn a_call_ends_when_the_actor_is_left_meanwhile() {
    explore(2, || {
        let (_reactor, port) = open(1);
        let theirs = port.clone();
        let other = thread::spawn(move || match call(&theirs, 3) {
            Ok(reply) => assert_eq!(reply, 4),
            Err(error) => assert_eq!(error, theirs.error()),
        });
        port.leave();
        other.join().expect("the other thread does not panic");
    });
}

#[test]
fn who_waits_for_a_slot_is_told_of_the_end() {
    explore(1, || {
        let (_reactor, port) = open(1);
        finish(port.slots.acquire())
            .expect("the actor lives")
            .forget();
        let theirs = port.clone();
        let other = thread::spawn(move || call(&theirs, 3).is_err());
        port.leave();
        assert!(other.join().expect("the other thread does not panic"));
    });
}

/// Puts a message in whose reply its sender looks for.
fn look(port: &Arc<Port>, message: u32) -> u64 {
    let slot = finish(port.slots.acquire()).expect("the actor lives");
    let encode = |bytes: &mut [u8]| message.encode(bytes);
    let sent = port.push(Waiting::Looker, Poller::Caller, encode);
    slot.forget();
    sent.expect("the actor lives").number
}

#[test]
fn a_slot_comes_back_though_its_holder_does_not_look() {
    explore(1, || {
        let (_reactor, port) = open(1);
        look(&port, 1);
        assert_eq!(call(&port, 2).ok(), Some(3));
        port.leave();
    });
}

#[test]
fn a_slot_comes_back_though_nobody_looks_any_more() {
    explore(2, || {
        let (_reactor, port) = open(1);
        let slot = finish(port.slots.acquire()).expect("the actor lives");
        let theirs = port.clone();
        let other = thread::spawn(move || call(&theirs, 2).ok());
        let encode = |bytes: &mut [u8]| 1_u32.encode(bytes);
        let sent = port.push(Waiting::Looker, Poller::Caller, encode);
        slot.forget();
        port.forget(sent.expect("the actor lives").number);
        assert_eq!(
            other.join().expect("the other thread does not panic"),
            Some(3)
        );
        port.leave();
    });
}

#[test]
fn who_leaves_the_looking_is_told() {
    explore(1, || {
        let (_reactor, port) = open(1);
        let number = look(&port, 1);
        let found = match port.leave_looking(number) {
            Some(answer) => reply(answer),
            None => port
                .reply_to(number)
                .expect("it has come")
                .map(|reply| reply.reply),
        };
        assert_eq!(found.ok(), Some(2));
        port.leave();
    });
}
