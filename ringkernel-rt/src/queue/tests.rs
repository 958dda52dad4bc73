//! Both sides of an actor's queues on one thread and on two.

use std::thread;

use super::flow::{self, Sink, Source};
use super::layout::{Form, Frame, Shape, Shared, Times};
use super::ring::{Consumer, Head, Producer};
use crate::error::Error;

/// The host's and the actor's ends of the queues of `capacity` slots.
fn queues(capacity: u32, message: usize, reply: usize) -> (Host, Actor) {
    let shapes = Shape::pair(capacity, Frame::pair(message, reply, Times::Carried));
    let shapes = shapes.expect("the capacity is a power of two");
    let [inbox, outbox] = shapes.map(|shape| (Shared::heap(shape.bytes()), shape));
    let host = Host {
        messages: Producer::new(inbox.0.clone(), inbox.1),
        replies: Consumer::new(outbox.0.clone(), outbox.1),
    };
    let actor = Actor {
        capacity: u64::from(capacity),
        messages: Consumer::new(inbox.0, inbox.1),
        replies: Producer::new(outbox.0, outbox.1),
    };
    (host, actor)
}

struct Host {
    messages: Producer,
    replies: Consumer,
}

impl Host {
    fn send(&mut self, number: u64) -> bool {
        self.messages.learn(self.replies.taken());
        self.messages
            .push(&head(number), |bytes| fill(bytes, number))
    }

    fn receive(&mut self) -> Option<u64> {
        let number = self.replies.taken();
        self.replies.pop(|seen, bytes| {
            assert_eq!(seen, head(number + 1));
            assert!(is_filled(bytes, number + 1), "reply {number} is torn");
            number
        })
    }
}

struct Actor {
    capacity: u64,
    messages: Consumer,
    replies: Producer,
}

impl Actor {
    fn answer(&mut self) -> bool {
        let number = self.messages.taken();
        let Some(seen) = self.messages.peek(|seen, bytes| {
            assert!(is_filled(bytes, number), "message {number} is torn");
            seen
        }) else {
            return false;
        };
        assert_eq!(seen, head(number));
        self.replies
            .learn((number + 1).saturating_sub(self.capacity));
        let fits = self
            .replies
            .push(&head(number + 1), |bytes| fill(bytes, number + 1));
        assert!(fits, "a message that is there has a slot for its reply");
        self.messages.advance();
        true
    }
}

fn head(number: u64) -> Head {
    Head {
        time: (number << 33 | 5, (number % 7) as u32, 9),
    }
}

fn fill(bytes: &mut [u8], number: u64) {
    bytes.fill((number % 251) as u8);
}

fn is_filled(bytes: &[u8], number: u64) -> bool {
    bytes.iter().all(|&byte| byte == (number % 251) as u8)
}

#[test]
fn capacity_is_a_power_of_two() {
    for asked in [0, 3, 1000, 1 << 21] {
        assert_eq!(
            Shape::pair(asked, Frame::pair(8, 8, Times::Absent)),
            Err(Error::QueueCapacity {
                asked,
                limit: 1 << 20
            })
        );
    }
}

#[test]
fn both_queues_have_the_form_that_both_allow() {
    let times = Times::Absent;
    let forms = |message, reply| Frame::pair(message, reply, times).map(Frame::form);
    assert_eq!(forms(104, 104), [Form::Narrow(times); 2]);
    assert_eq!(forms(105, 0), [Form::Wide; 2]);
    assert_eq!(forms(0, 105), [Form::Wide; 2]);
}

#[test]
fn slots_start_lines() {
    let strides = |message, reply, times| Frame::pair(message, reply, times).map(Frame::stride);
    assert_eq!(strides(0, 32, Times::Absent), [64, 64]);
    assert_eq!(strides(33, 104, Times::Absent), [128, 256]);
    // 16 bytes of time and up to 16 of payload take 8 words.
    assert_eq!(strides(0, 16, Times::Carried), [64, 64]);
    assert_eq!(strides(17, 104, Times::Carried), [128, 256]);
    for times in [Times::Absent, Times::Carried] {
        // A head of 32 bytes.
        assert_eq!(strides(96, 105, times), [128, 256]);
    }
    let [inbox, outbox] =
        Shape::pair(1, Frame::pair(65, 0, Times::Absent)).expect("a power of two");
    assert_eq!([inbox, outbox].map(Shape::bytes), [256, 128]);
}

#[test]
fn a_message_comes_out_as_it_went_in() {
    for reply in [0, 200] {
        let (mut host, mut actor) = queues(2, 5, reply);
        assert!(!actor.messages.look());
        let time = (u64::MAX - 3, 1 << 31, 7);
        let sent = host
            .messages
            .push(&Head { time }, |bytes| bytes.copy_from_slice(b"hello"));
        assert!(sent);
        let message = actor.messages.pop(|head, bytes| (head, bytes.to_vec()));
        assert_eq!(message, Some((Head { time }, b"hello".to_vec())));
        assert!(!actor.messages.look());
    }
}

#[test]
fn a_message_without_time_comes_out_without_one() {
    for bytes in [0, 1, 32, 104] {
        let [shape, _] =
            Shape::pair(2, Frame::pair(bytes, 0, Times::Absent)).expect("a power of two");
        let memory = Shared::heap(shape.bytes());
        let mut messages = Producer::new(memory.clone(), shape);
        let mut taking = Consumer::new(memory, shape);
        for number in 0..5 {
            assert!(!taking.look());
            messages.learn(number);
            assert!(messages.push(&head(number), |bytes| fill(bytes, number)));
            let taken = taking.pop(|head, bytes| (head, is_filled(bytes, number), bytes.len()));
            assert_eq!(taken, Some((Head::default(), true, bytes)));
        }
    }
}

#[test]
fn a_full_queue_takes_no_message_until_one_is_answered() {
    for size in [8, 200] {
        let (mut host, mut actor) = queues(2, size, size);
        assert!(host.send(0));
        assert!(host.send(1));
        assert!(!host.send(2));
        assert!(actor.answer());
        assert!(!host.send(2));
        assert_eq!(host.receive(), Some(0));
        assert!(host.send(2));
        assert!(!host.send(3));
    }
}

#[test]
fn no_more_messages_are_taken_than_were_put_in() {
    let (mut host, _actor) = queues(1, 8, 8);
    host.messages.learn(7);
    assert!(host.messages.push(&head(0), |_| ()));
    assert!(!host.messages.push(&head(1), |_| ()));
}

#[test]
fn a_message_without_payload_is_a_message() {
    let (mut host, mut actor) = queues(1, 0, 0);
    for number in 0..5 {
        assert!(host.send(number));
        assert!(actor.answer());
        assert_eq!(host.receive(), Some(number));
    }
}

#[test]
fn two_threads_lose_and_tear_nothing() {
    let count: u64 = if cfg!(miri) { 24 } else { 200_000 };
    for (capacity, payload) in [(1, 8), (8, 56), (1024, 104), (64, 200)] {
        let (mut host, mut actor) = queues(capacity, payload, payload);
        let answering = thread::spawn(move || {
            for _ in 0..count {
                while !actor.answer() {
                    thread::yield_now();
                }
            }
        });
        let mut sent = 0;
        let mut received = 0;
        while received < count {
            while sent < count && host.send(sent) {
                sent += 1;
            }
            match host.receive() {
                Some(number) => {
                    assert_eq!(number, received);
                    received += 1;
                }
                None => thread::yield_now(),
            }
        }
        answering.join().expect("the actor's side does not panic");
    }
}

#[test]
fn messages_that_nobody_answered_are_recalled_and_replies_that_nobody_took_are_counted() {
    for bytes in [12, 300] {
        let (mut host, mut actor) = queues(8, bytes, 4);
        for number in 0..11 {
            assert!(host.send(number) && actor.answer());
            assert_eq!(host.receive(), Some(number));
        }
        for number in 11..17 {
            assert!(host.send(number));
        }
        assert!(actor.answer() && actor.answer());
        assert_eq!((host.replies.there(), host.replies.taken()), (2, 11));
        for number in 11..17 {
            let payload = host.messages.recall(number);
            assert!(payload.len() == bytes && is_filled(&payload, number));
        }
        assert_eq!(host.receive(), Some(11));
    }
}

/// A queue of the host's own.
fn bare(capacity: u32, payload: usize) -> (Source, Sink) {
    let [shape, _] = Shape::pair(capacity, Frame::pair(payload, payload, Times::Carried))
        .expect("a power of two");
    let memory = Shared::heap(shape.bytes());
    let producer = Producer::new(memory.clone(), shape);
    flow::pair(producer, Consumer::new(memory, shape), 0)
}

fn put(source: &mut Source, number: u64) -> bool {
    source.push(source.frame(), &head(number), |bytes| fill(bytes, number))
}

fn take(sink: &mut Sink, number: u64) -> bool {
    let taken = sink.pop(sink.frame(), |seen, bytes| {
        assert_eq!(seen, head(number));
        assert!(is_filled(bytes, number), "message {number} is torn");
    });
    taken.is_some()
}

#[test]
fn a_thread_with_both_ends_has_room_for_each_message_it_takes() {
    for payload in [8, 5, 200] {
        let (mut source, mut sink) = bare(64, payload);
        assert!((0..64).all(|number| put(&mut source, number)));
        assert!(!put(&mut source, 64));
        for number in 0..200 {
            assert!(take(&mut sink, number));
            assert!(put(&mut source, number + 64));
        }
    }
}

#[test]
fn ends_on_two_threads_lose_and_tear_nothing() {
    let count: u64 = if cfg!(miri) { 200 } else { 50_000 };
    for (capacity, payload) in [(1, 8), (8, 57), (1024, 104), (64, 201)] {
        let (mut source, mut sink) = bare(capacity, payload);
        let sending = thread::spawn(move || {
            for number in 0..count {
                while !put(&mut source, number) {
                    thread::yield_now();
                }
            }
        });
        for number in 0..count {
            while !take(&mut sink, number) {
                thread::yield_now();
            }
        }
        sending.join().expect("the sender does not panic");
    }
}

#[test]
fn ends_on_two_threads_and_an_actor_on_a_third_lose_and_tear_nothing() {
    let count: u64 = if cfg!(miri) { 200 } else { 50_000 };
    for (capacity, payload) in [(1, 8), (1024, 104), (64, 201)] {
        let (host, mut actor) = queues(capacity, payload, payload);
        let (mut source, mut sink) = flow::pair(host.messages, host.replies, 0);
        let answering = thread::spawn(move || {
            for _ in 0..count {
                while !actor.answer() {
                    thread::yield_now();
                }
            }
        });
        let sending = thread::spawn(move || {
            for number in 0..count {
                while !put(&mut source, number) {
                    thread::yield_now();
                }
            }
        });
        for number in 1..=count {
            while !take(&mut sink, number) {
                thread::yield_now();
            }
        }
        sending.join().expect("the sender does not panic");
        answering.join().expect("the actor's side does not panic");
    }
}
