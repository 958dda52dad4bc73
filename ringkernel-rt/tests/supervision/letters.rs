//! What is never answered is told.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use ringkernel_rt::control::State;
use ringkernel_rt::dead::Told;
use ringkernel_rt::dump::ActorDump;
use ringkernel_rt::prelude::*;

use super::cpu;
use super::handlers::{Counter, Drain, Wide};

/// Numbers, payloads and who was told of the letters that are there.
fn letters(runtime: &RingKernel) -> Vec<(u64, Option<u64>, Told)> {
    let letters = runtime.dead_letters();
    std::iter::from_fn(|| letters.try_next())
        .map(|letter| (letter.number, letter.message::<Counter>(), letter.told))
        .collect()
}

#[tokio::test]
async fn what_was_not_answered_at_a_fault_is_a_dead_letter() {
    let runtime = cpu().await;
    let options = LaunchOptions::default().without_auto_activate();
    let actor = runtime.launch::<Counter>(options).await.unwrap();
    // Four go in, of which the first is answered and the second is the mistake.
    for message in [7, 0, 8] {
        actor.send(message).await.unwrap();
    }
    let mut call = pin!(actor.call(9));
    let mut context = Context::from_waker(Waker::noop());
    assert!(call.as_mut().poll(&mut context).is_pending());
    actor.activate().await.unwrap();
    let Err(Error::Fault(fault)) = call.await else {
        panic!("the call behind the mistake is told of it");
    };
    assert_eq!(fault.message, Some(2));
    assert_eq!(actor.recv().await, Ok(7));
    assert_eq!(
        letters(&runtime),
        [
            (2, Some(0), Told::Receiver),
            (3, Some(8), Told::Receiver),
            (4, Some(9), Told::Caller)
        ]
    );
    assert_eq!(
        (actor.dead_letters(), runtime.dead_letters().dropped()),
        (3, 0)
    );
}

#[tokio::test]
async fn an_actor_that_answered_everything_leaves_no_letters() {
    let runtime = cpu().await;
    let actor = runtime
        .launch::<Counter>(LaunchOptions::default())
        .await
        .unwrap();
    for message in 1..=200 {
        actor.call(message).await.unwrap();
    }
    actor.terminate().await.unwrap();
    assert_eq!((letters(&runtime), actor.dead_letters()), (Vec::new(), 0));
}

#[tokio::test]
async fn dropping_an_actor_makes_letters_of_what_it_was_sent() {
    let runtime = cpu().await;
    let options = LaunchOptions::default().queue_capacity(4);
    let actor = runtime.launch::<Drain>(options).await.unwrap();
    // Slots are used anew after this one.
    actor.call(Wide([5; 25])).await.unwrap();
    actor.deactivate().await.unwrap();
    let mut sent = Vec::new();
    for number in 0..4_u64 {
        let message = Wide(std::array::from_fn(|index| 1 + number * 100 + index as u64));
        actor.send(message).await.unwrap();
        sent.push(message);
    }
    drop(actor);
    for (number, message) in (2..).zip(sent) {
        let letter = runtime.dead_letters().try_next().unwrap();
        assert_eq!((letter.number, letter.told), (number, Told::Nobody));
        assert_eq!(letter.message::<Drain>(), Some(message));
        assert_eq!(letter.message::<Counter>(), None);
        assert_eq!(*letter.cause, Error::ActorStopped { kernel: "drain" });
    }
    assert_eq!(runtime.dead_letters().try_next(), None);
}

#[tokio::test]
async fn a_reader_of_letters_is_woken() {
    let runtime = cpu().await;
    let letters = runtime.dead_letters();
    let reader = tokio::spawn(async move { letters.next().await });
    let options = LaunchOptions::default().without_auto_activate();
    let actor = runtime.launch::<Counter>(options).await.unwrap();
    actor.send(3).await.unwrap();
    // The reader has looked in vain by now, or looks later.
    tokio::task::yield_now().await;
    actor.terminate().await.unwrap();
    let letter = reader.await.unwrap().expect("the runtime lives");
    assert_eq!(letter.message::<Counter>(), Some(3));
}

#[tokio::test]
async fn letters_end_with_the_runtime() {
    let runtime = cpu().await;
    let letters = runtime.dead_letters();
    let reader = letters.clone();
    let reader = tokio::spawn(async move {
        let first = reader.next().await.map(|letter| letter.number);
        (first, reader.next().await)
    });
    let options = LaunchOptions::default().without_auto_activate();
    let actor = runtime.launch::<Counter>(options).await.unwrap();
    actor.send(3).await.unwrap();
    runtime.shutdown().await.unwrap();
    let read = tokio::time::timeout(Duration::from_secs(5), reader).await;
    assert_eq!(read.expect("the letters end").unwrap(), (Some(1), None));
    assert_eq!(letters.next().await, None);
}

#[tokio::test]
async fn a_call_that_was_given_up_is_a_letter_nobody_heard_of() {
    let runtime = cpu().await;
    let options = LaunchOptions::default().without_auto_activate();
    let actor = runtime.launch::<Counter>(options).await.unwrap();
    {
        let mut call = pin!(actor.call(4));
        let mut context = Context::from_waker(Waker::noop());
        assert_eq!(call.as_mut().poll(&mut context), Poll::Pending);
    }
    actor.terminate().await.unwrap();
    assert_eq!(letters(&runtime), [(1, Some(4), Told::Nobody)]);
}

/// An actor that was sent a message whose reply nobody looks for, once it, the only one, looks as it should.
async fn left_alone(
    runtime: &RingKernel,
    message: u64,
    until: impl Fn(&ActorDump) -> bool,
) -> Actor<Counter> {
    loop {
        let actor = runtime
            .launch::<Counter>(LaunchOptions::default())
            .await
            .unwrap();
        let mut call = Box::pin(actor.call(message));
        let mut context = Context::from_waker(Waker::noop());
        if call.as_mut().poll(&mut context).is_pending() {
            while !runtime.dump().actors.iter().any(&until) {
                tokio::task::yield_now().await;
            }
            drop(call);
            return actor;
        }
        // It was as fast as the first look, which has its answer.
        drop(call);
        drop(actor);
        letters(runtime);
    }
}

#[tokio::test]
async fn a_message_whose_reply_nobody_has_taken_is_no_letter() {
    let runtime = cpu().await;
    let actor = left_alone(&runtime, 4, |actor| actor.answered == 1).await;
    drop(actor);
    assert_eq!(letters(&runtime), []);
}

#[tokio::test]
async fn a_letter_names_a_fault_that_nobody_had_noticed() {
    let runtime = cpu().await;
    let actor = left_alone(&runtime, 0, |actor| actor.state == State::Faulted).await;
    drop(actor);
    let letter = runtime.dead_letters().try_next().unwrap();
    assert!(matches!(*letter.cause, Error::Fault(_)));
}
