//! Every interleaving of the two sides, by loom: `RUSTFLAGS="--cfg loom" cargo test -p ringkernel-rt --lib queue::loom`.

use ::loom::thread;

use super::layout::{Shape, Shared};
use super::ring::{Consumer, Head, Producer};

/// The host sends as far ahead as it may, the actor answers; each message and reply carries its number in the head and
/// in the payload of `size` bytes, and no reader sees half of one.
fn check(capacity: u32, size: usize, count: u64) {
    let mut model = ::loom::model::Builder::new();
    // Every word of a narrow slot is an atomic, so there are too many interleavings for all of them.
    model.preemption_bound = Some(2);
    model.check(move || {
        let shapes = Shape::pair(capacity, size, size).expect("the capacity is a power of two");
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
    check(1, 4, 2);
}

#[test]
fn narrow_slots_are_used_again_only_when_they_are_free() {
    check(1, 4, 3);
}

#[test]
fn wide_slots_lose_and_tear_nothing() {
    check(1, 105, 2);
}

#[test]
fn wide_slots_are_used_again_only_when_they_are_free() {
    check(2, 105, 3);
}
