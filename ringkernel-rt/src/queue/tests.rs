//! Both sides of a queue on one thread and on two.

use std::thread;

use super::layout::{Shape, Shared};
use super::ring::{Consumer, Head, Producer};
use crate::error::Error;

fn queue(capacity: u32, payload: usize) -> (Producer, Consumer) {
    let shape = Shape::new(capacity, payload).expect("the capacity is a power of two");
    let memory = Shared::heap(shape.bytes());
    (
        Producer::new(memory.clone(), shape),
        Consumer::new(memory, shape),
    )
}

fn head(id: u64) -> Head {
    Head {
        id,
        time: (id * 3, 7, 9),
    }
}

#[test]
fn capacity_is_a_power_of_two() {
    for asked in [0, 3, 1000, 1 << 21] {
        assert_eq!(
            Shape::new(asked, 8),
            Err(Error::QueueCapacity {
                asked,
                limit: 1 << 20
            })
        );
    }
}

#[test]
fn slots_start_at_multiples_of_64() {
    let stride = |payload| Shape::new(4, payload).map(Shape::stride);
    assert_eq!(stride(0), Ok(64));
    assert_eq!(stride(32), Ok(64));
    assert_eq!(stride(33), Ok(128));
    assert_eq!(Shape::new(4, 33).map(Shape::bytes), Ok(128 + 4 * 128));
}

#[test]
fn a_message_comes_out_as_it_went_in() {
    let (mut producer, mut consumer) = queue(2, 5);
    assert!(consumer.pop(|_, _| ()).is_none());
    assert!(producer.push(&head(41), |bytes| bytes.copy_from_slice(b"hello")));
    let message = consumer.pop(|head, bytes| (head, bytes.to_vec()));
    assert_eq!(message, Some((head(41), b"hello".to_vec())));
    assert!(consumer.pop(|_, _| ()).is_none());
}

#[test]
fn a_full_queue_takes_no_message_until_one_is_taken_out() {
    let (mut producer, mut consumer) = queue(2, 8);
    assert!(producer.push(&head(0), |_| ()));
    assert!(producer.push(&head(1), |_| ()));
    assert!(!producer.push(&head(2), |_| ()));
    assert_eq!(consumer.peek(|head, _| head.id), Some(0));
    assert!(!producer.push(&head(2), |_| ()));
    consumer.advance();
    assert!(producer.push(&head(2), |_| ()));
    assert_eq!(producer.taken(), 1);
    assert_eq!((producer.sent(), consumer.taken()), (3, 1));
}

#[test]
fn an_answered_message_leaves_its_slot_before_its_consumer_says_so() {
    let (mut producer, mut consumer) = queue(1, 8);
    assert!(producer.push(&head(0), |_| ()));
    assert_eq!(consumer.peek(|head, _| head.id), Some(0));
    producer.learn(1);
    assert_eq!(producer.taken(), 1);
    assert!(producer.push(&head(1), |_| ()));
    consumer.advance();
    assert!(!producer.push(&head(2), |_| ()));
    assert_eq!(consumer.pop(|head, _| head.id), Some(1));
}

#[test]
fn no_more_messages_are_taken_than_were_put_in() {
    let (mut producer, _consumer) = queue(1, 8);
    producer.learn(7);
    assert_eq!(producer.taken(), 0);
    assert!(producer.push(&head(0), |_| ()));
    assert!(!producer.push(&head(1), |_| ()));
}

#[test]
fn a_message_without_payload_is_a_message() {
    let (mut producer, mut consumer) = queue(1, 0);
    for id in 0..5 {
        assert!(producer.push(&head(id), |bytes| assert!(bytes.is_empty())));
        assert_eq!(consumer.pop(|head, _| head.id), Some(id));
    }
}

#[test]
fn two_threads_lose_and_tear_nothing() {
    let count: u64 = if cfg!(miri) { 200 } else { 200_000 };
    for (capacity, payload) in [(1, 8), (8, 56), (1024, 200)] {
        let (mut producer, mut consumer) = queue(capacity, payload);
        let sender = thread::spawn(move || {
            for number in 0..count {
                while !producer.push(&head(number), |bytes| {
                    bytes.fill((number % 251) as u8);
                }) {
                    thread::yield_now();
                }
            }
        });
        for number in 0..count {
            let (seen, whole) = loop {
                let message = consumer.pop(|head, bytes| {
                    let whole = bytes.iter().all(|&byte| byte == (number % 251) as u8);
                    (head, whole)
                });
                match message {
                    Some(message) => break message,
                    None => thread::yield_now(),
                }
            };
            assert_eq!(seen, head(number));
            assert!(whole, "message {number} is torn");
        }
        sender.join().expect("the sender does not panic");
    }
}
