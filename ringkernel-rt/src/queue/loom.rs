//! Every interleaving of the two sides, by loom: `RUSTFLAGS="--cfg loom" cargo test -p ringkernel-rt --lib queue::loom`.

use ::loom::thread;

use super::flow::{self, Sink, Source};
use super::layout::{Frame, Shape, Shared, Times};
use super::ring::{Consumer, Head, Producer};
use crate::sync::{Arc, AtomicU32, Ordering};

/// The host sends as far ahead as it may, the actor answers; each message and reply carries its number in the head and
/// in the payload of `size` bytes, and no reader sees half of one.
fn check(preemptions: usize, capacity: u32, size: usize, count: u64) {
    model(preemptions, move || {
        let shapes = Shape::pair(capacity, Frame::pair(size, size, Times::Carried));
        let shapes = shapes.expect("the capacity is a power of two");
        let [inbox, outbox] = shapes.map(|shape| (Shared::heap(shape.bytes()), shape));
        let mut messages = Producer::new(inbox.0.clone(), inbox.1);
        let mut replies = Consumer::new(outbox.0.clone(), outbox.1);
        let mut taking = Consumer::new(inbox.0, inbox.1);
        let mut answering = Producer::new(outbox.0, outbox.1);
        let actor = thread::spawn(move || {
            for number in 1..=count {
                let seen = loop {
                    match taking.peek(seen) {
                        Some(seen) => break seen,
                        None => thread::yield_now(),
                    }
                };
                assert_eq!(seen, (number, number as u8, number as u8));
                answering.learn(number.saturating_sub(u64::from(capacity)));
                assert!(push(&mut answering, number));
                taking.advance();
            }
        });
        let mut sent = 0;
        for number in 1..=count {
            while sent < count && push(&mut messages, sent + 1) {
                sent += 1;
            }
            let reply = loop {
                match replies.pop(seen) {
                    Some(reply) => break reply,
                    None => thread::yield_now(),
                }
            };
            assert_eq!(reply, (number, number as u8, number as u8));
            messages.learn(replies.taken());
        }
        actor.join().expect("the actor's side does not panic");
    });
}

/// Looks of each of three threads before it gives up: without end they would wait for each other in too many ways.
const LOOKS: u32 = 2;

/// The host's ends on two threads, which know of each other's progress by `Flow` alone, and the actor on a third. Not all
/// messages need come through, but those that do are whole.
fn check_halves(preemptions: usize, capacity: u32, size: usize, count: u64) {
    model(preemptions, move || {
        let shapes = Shape::pair(capacity, Frame::pair(size, size, Times::Carried));
        let shapes = shapes.expect("the capacity is a power of two");
        let [inbox, outbox] = shapes.map(|shape| (Shared::heap(shape.bytes()), shape));
        let messages = Producer::new(inbox.0.clone(), inbox.1);
        let replies = Consumer::new(outbox.0.clone(), outbox.1);
        let mut taking = Consumer::new(inbox.0, inbox.1);
        let mut answering = Producer::new(outbox.0, outbox.1);
        let (mut source, mut sink) = flow::pair(messages, replies, 0);
        let sender = thread::spawn(move || {
            one_by_one(count, |number| {
                source.push(source.frame(), &Head::default(), |bytes| {
                    bytes.fill(number as u8)
                })
            });
        });
        let actor = thread::spawn(move || {
            one_by_one(count, |number| {
                let Some(byte) = taking.peek(whole) else {
                    return false;
                };
                assert_eq!(byte, number as u8);
                answering.learn(number.saturating_sub(u64::from(capacity)));
                assert!(push(&mut answering, number));
                taking.advance();
                true
            });
        });
        one_by_one(count, |number| match sink.pop(sink.frame(), whole) {
            Some(byte) => {
                assert_eq!(byte, number as u8);
                true
            }
            None => false,
        });
        sender.join().expect("the sender does not panic");
        actor.join().expect("the actor's side does not panic");
    });
}

/// Does `work` for the messages from 1 to `count`, as long as each is done within `LOOKS` looks.
fn one_by_one(count: u64, mut work: impl FnMut(u64) -> bool) {
    for number in 1..=count {
        if !(0..LOOKS).any(|_| work(number)) {
            return;
        }
    }
}

fn bare(capacity: u32, size: usize) -> (Source, Sink) {
    let [shape, _] =
        Shape::pair(capacity, Frame::pair(size, size, Times::Absent)).expect("a power of two");
    let memory = Shared::heap(shape.bytes());
    let producer = Producer::new(memory.clone(), shape);
    flow::pair(producer, Consumer::new(memory, shape), 0)
}

/// One queue whose two ends are the host's.
fn check_bare(capacity: u32, size: usize, count: u64) {
    model(2, move || {
        let (mut source, mut sink) = bare(capacity, size);
        let sender = thread::spawn(move || {
            for number in 1..=count {
                while !source.push(source.frame(), &Head::default(), |bytes| {
                    bytes.fill(number as u8)
                }) {
                    thread::yield_now();
                }
            }
        });
        for number in 1..=count {
            let byte = loop {
                match sink.pop(sink.frame(), whole) {
                    Some(byte) => break byte,
                    None => thread::yield_now(),
                }
            };
            assert_eq!(byte, number as u8);
        }
        sender.join().expect("the sender does not panic");
    });
}

/// Runs every interleaving with so many preemptions: every word of a narrow slot is an atomic, so there are too many
/// for all of them.
fn model(preemptions: usize, check: impl Fn() + Send + Sync + 'static) {
    let mut model = ::loom::model::Builder::new();
    model.preemption_bound = Some(preemptions);
    model.check(check);
}

/// The byte that all of a payload are.
fn whole(_: Head, bytes: &[u8]) -> u8 {
    assert!(bytes.iter().all(|byte| *byte == bytes[0]), "a torn message");
    bytes[0]
}

fn push(producer: &mut Producer, number: u64) -> bool {
    let head = Head {
        time: (number, 0, 0),
    };
    producer.push(&head, |bytes| bytes.fill(number as u8))
}

/// The number in the head, and the first and last bytes of the payload.
fn seen(head: Head, bytes: &[u8]) -> (u64, u8, u8) {
    (head.time.0, bytes[0], bytes[bytes.len() - 1])
}

#[test]
fn narrow_slots_lose_and_tear_nothing() {
    check(2, 1, 4, 2);
}

#[test]
fn narrow_slots_are_used_again_only_when_they_are_free() {
    check(1, 1, 4, 3);
}

#[test]
fn wide_slots_lose_and_tear_nothing() {
    check(2, 1, 105, 2);
}

#[test]
fn wide_slots_are_used_again_only_when_they_are_free() {
    check(2, 2, 105, 3);
}

#[test]
fn halves_on_two_threads_use_narrow_slots_only_when_they_are_free() {
    check_halves(1, 1, 4, 2);
}

#[test]
fn halves_on_two_threads_use_wide_slots_only_when_they_are_free() {
    check_halves(2, 1, 105, 2);
}

#[test]
fn a_bare_queue_uses_narrow_slots_only_when_they_are_free() {
    check_bare(1, 4, 3);
}

#[test]
fn a_bare_queue_uses_wide_slots_only_when_they_are_free() {
    check_bare(2, 105, 4);
}

#[test]
fn a_sink_is_done_only_when_it_has_taken_all() {
    model(3, || {
        let (mut source, mut sink) = bare(2, 4);
        let sender = thread::spawn(move || {
            assert!(source.push(source.frame(), &Head::default(), |bytes| bytes.fill(1)));
            source.leave();
        });
        // It has taken nothing yet.
        assert!(!sink.is_done());
        if sink.pop(sink.frame(), whole).is_some() {
            sender.join().expect("the sender does not panic");
            assert!(sink.is_done());
            return;
        }
        sender.join().expect("the sender does not panic");
    });
}

#[test]
fn who_sees_the_end_sees_the_replies_before_it() {
    model(3, || {
        let (mut source, mut sink) = bare(2, 4);
        let flow = sink.flow().clone();
        let state = Arc::new(AtomicU32::new(0));
        let says = state.clone();
        let actor = thread::spawn(move || {
            assert!(source.push(source.frame(), &Head::default(), |bytes| bytes.fill(1)));
            // As `Seat::say` does.
            says.store(1, Ordering::Release);
        });
        let port = thread::spawn(move || {
            if state.load(Ordering::Acquire) == 1 {
                flow.close();
            }
        });
        let closed = sink.flow().is_closed();
        let reply = sink.pop(sink.frame(), whole);
        assert!(!closed || reply == Some(1));
        actor.join().expect("the actor does not panic");
        port.join().expect("the port does not panic");
    });
}

#[test]
fn what_a_source_has_sent_can_be_recalled() {
    model(2, || {
        let shapes = Shape::pair(1, Frame::pair(105, 105, Times::Absent));
        let [shape, _] = shapes.expect("the capacity is a power of two");
        let memory = Shared::heap(shape.bytes());
        let producer = Producer::new(memory.clone(), shape);
        let follower = producer.clone();
        let (mut source, sink) = flow::pair(producer, Consumer::new(memory, shape), 0);
        let sender = thread::spawn(move || {
            assert!(source.push(source.frame(), &Head::default(), |bytes| bytes.fill(7)));
        });
        if sink.flow().sent() == 1 {
            assert!(follower.recall(0).iter().all(|byte| *byte == 7));
        }
        sender.join().expect("the sender does not panic");
    });
}
