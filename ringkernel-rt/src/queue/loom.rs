//! Every interleaving of the two sides, by loom: `RUSTFLAGS="--cfg loom" cargo test -p ringkernel-rt --lib queue::loom`.

use ::loom::thread;

use super::layout::{Shape, Shared};
use super::ring::{Consumer, Head, Producer};

fn queue(capacity: u32) -> (Producer, Consumer) {
    let shape = Shape::new(capacity, 8).expect("the capacity is a power of two");
    let memory = Shared::heap(shape.bytes());
    (
        Producer::new(memory.clone(), shape),
        Consumer::new(memory, shape),
    )
}

/// Each message carries its number in both the head and the payload; no reader sees half of one.
fn check(capacity: u32, messages: u64) {
    ::loom::model(move || {
        let (mut producer, mut consumer) = queue(capacity);
        let sender = thread::spawn(move || {
            for number in 1..=messages {
                let head = Head {
                    id: number,
                    time: (0, 0, 0),
                };
                while !producer.push(&head, |bytes| bytes.copy_from_slice(&number.to_le_bytes())) {
                    thread::yield_now();
                }
            }
        });
        for number in 1..=messages {
            let seen = loop {
                match consumer.pop(|head, bytes| (head.id, bytes.to_vec())) {
                    Some(seen) => break seen,
                    None => thread::yield_now(),
                }
            };
            assert_eq!(seen, (number, number.to_le_bytes().to_vec()));
        }
        sender.join().expect("the sender does not panic");
    });
}

#[test]
fn a_queue_of_one_slot_loses_and_tears_nothing() {
    check(1, 2);
}

#[test]
fn slots_are_used_again_only_when_they_are_free() {
    check(2, 3);
}

/// The consumer answers before it gives the slot back; the producer needs the answer only.
#[test]
fn an_answer_gives_its_messages_slot_back() {
    ::loom::model(|| {
        let (mut messages, mut inbox) = queue(1);
        let (mut outbox, mut replies) = queue(1);
        let answering = thread::spawn(move || {
            for _ in 0..2 {
                let (head, bytes) = loop {
                    match inbox.peek(|head, bytes| (head, bytes.to_vec())) {
                        Some(message) => break message,
                        None => thread::yield_now(),
                    }
                };
                while !outbox.push(&head, |reply| reply.copy_from_slice(&bytes)) {
                    thread::yield_now();
                }
                inbox.advance();
            }
        });
        for number in 1..=2_u64 {
            let head = Head {
                id: number,
                time: (0, 0, 0),
            };
            let sent = messages.push(&head, |bytes| bytes.copy_from_slice(&number.to_le_bytes()));
            assert!(sent, "every message so far was answered");
            let reply = loop {
                match replies.pop(|head, bytes| (head.id, bytes.to_vec())) {
                    Some(reply) => break reply,
                    None => thread::yield_now(),
                }
            };
            assert_eq!(reply, (number, number.to_le_bytes().to_vec()));
            messages.learn(number);
        }
        answering.join().expect("the consumer does not panic");
    });
}
