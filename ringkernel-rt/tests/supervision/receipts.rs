//! Replies to `send`, and the ends of lives, are received once each and in order, over restarts.

use std::future::{poll_fn, Future};
use std::pin::{pin, Pin};
use std::sync::Arc;
use std::time::Duration;

use futures_core::Stream;
use ringkernel_rt::actor::{Replies, TrySendError};
use ringkernel_rt::prelude::*;

use super::handlers::Counter;
use super::{counter, cpu};

/// What a receiver gets, which it gets at once.
async fn received<T>(future: impl Future<Output = T>) -> T {
    let time = Duration::from_secs(5);
    let received = tokio::time::timeout(time, future).await;
    received.expect("what was sent is answered, or an error stands in its place")
}

/// The number of the message that the error is about.
fn mistake(received: Result<u64, Error>) -> Option<u64> {
    match received {
        Err(Error::Fault(fault)) => fault.message,
        other => panic!("a mistake was made: {other:?}"),
    }
}

async fn next(replies: &mut Pin<&mut Replies<'_, Counter>>) -> Option<Result<u64, Error>> {
    received(poll_fn(|context| replies.as_mut().poll_next(context))).await
}

/// One that has answered 1 and 2, made a mistake, and begun again.
async fn fallen() -> Arc<Actor<Counter>> {
    let runtime = cpu().await;
    let actor = counter(&runtime).await;
    for message in [1, 2, 0, 7] {
        // It may have noticed the mistake by the last one.
        let sent = actor.send(message).await;
        assert!(sent.is_ok() || message == 7);
    }
    assert_eq!(mistake(actor.call(3).await), Some(3));
    actor.restart().await.unwrap();
    actor
}

#[tokio::test]
async fn replies_of_a_life_are_received_in_the_next_and_then_its_end() {
    let actor = fallen().await;
    actor.send(5).await.unwrap();
    assert_eq!(received(actor.recv()).await, Ok(1));
    assert_eq!(received(actor.recv()).await, Ok(3));
    assert_eq!(mistake(received(actor.recv()).await), Some(3));
    assert_eq!(received(actor.recv()).await, Ok(5));
}

#[tokio::test]
async fn the_ends_of_lives_without_replies_between_are_received_as_one() {
    let actor = fallen().await;
    for _ in 0..3 {
        assert_eq!(actor.call(4).await, Ok(4));
        actor.send(0).await.unwrap();
        assert_eq!(mistake(actor.call(1).await), Some(2));
        actor.restart().await.unwrap();
    }
    for message in [5, 0] {
        actor.send(message).await.unwrap();
    }
    assert_eq!(mistake(actor.call(1).await), Some(2));
    actor.restart().await.unwrap();
    for sum in [1, 3] {
        assert_eq!(received(actor.recv()).await, Ok(sum));
    }
    assert_eq!(mistake(received(actor.recv()).await), Some(3));
    assert_eq!(received(actor.recv()).await, Ok(5));
    assert_eq!(mistake(received(actor.recv()).await), Some(2));
}

#[tokio::test]
async fn a_supervised_child_loses_no_reply_when_it_begins_again() {
    let runtime = cpu().await;
    let child = Child::new::<Counter>("a", LaunchOptions::default());
    let tree = Supervisor::new("top").child(child);
    let tree = runtime.supervise(tree).await.unwrap();
    let actor = runtime.registry().get::<Counter>("top/a").unwrap();
    for message in [1, 2, 0] {
        actor.send(message).await.unwrap();
    }
    let events = tree.events();
    received(super::tree::until(&events, "restarted top/a")).await;
    assert_eq!(received(actor.recv()).await, Ok(1));
    assert_eq!(received(actor.recv()).await, Ok(3));
    assert_eq!(mistake(received(actor.recv()).await), Some(3));
}

#[tokio::test]
async fn who_waits_for_a_reply_goes_on_waiting_in_the_next_life() {
    let runtime = cpu().await;
    let actor = counter(&runtime).await;
    actor.send(1).await.unwrap();
    assert_eq!(actor.call(2).await, Ok(3));
    actor.restart().await.unwrap();
    let receive = async {
        let first = received(actor.recv()).await;
        (first, received(actor.recv()).await)
    };
    let send = async {
        tokio::task::yield_now().await;
        actor.send(9).await
    };
    let (replies, sent) = tokio::join!(receive, send);
    assert_eq!((replies, sent), ((Ok(1), Ok(9)), Ok(())));
}

#[tokio::test]
async fn an_end_that_cost_no_reply_is_not_received() {
    let runtime = cpu().await;
    let actor = counter(&runtime).await;
    for _ in 0..3 {
        assert!(actor.call(0).await.is_err());
        actor.restart().await.unwrap();
    }
    actor.send(1).await.unwrap();
    assert_eq!(received(actor.recv()).await, Ok(1));
}

#[tokio::test]
async fn an_end_that_was_received_is_not_received_again() {
    let runtime = cpu().await;
    let actor = counter(&runtime).await;
    actor.send(0).await.unwrap();
    assert_eq!(mistake(received(actor.recv()).await), Some(1));
    actor.restart().await.unwrap();
    actor.send(1).await.unwrap();
    assert_eq!(received(actor.recv()).await, Ok(1));
}

#[tokio::test]
async fn replies_that_nobody_has_received_keep_their_credits() {
    let runtime = cpu().await;
    let options = LaunchOptions::default().credits(2);
    let actor = runtime.launch::<Counter>(options).await.unwrap();
    for message in [1, 2] {
        actor.send(message).await.unwrap();
    }
    assert_eq!(actor.call(3).await, Ok(6));
    actor.restart().await.unwrap();
    assert_eq!(actor.try_send(4), Err(TrySendError::Full(4)));
    assert_eq!(received(actor.recv()).await, Ok(1));
    assert_eq!(actor.try_send(4), Ok(()));
    assert_eq!(actor.try_send(5), Err(TrySendError::Full(5)));
    assert_eq!(received(actor.recv()).await, Ok(3));
    assert_eq!(received(actor.recv()).await, Ok(4));
    for sum in [9, 14, 19] {
        actor.try_send(5).unwrap();
        assert_eq!(received(actor.recv()).await, Ok(sum));
    }
}

#[tokio::test]
async fn a_stream_ends_with_its_life() {
    let runtime = cpu().await;
    let actor = counter(&runtime).await;
    let mut first = pin!(actor.stream());
    actor.send(1).await.unwrap();
    assert_eq!(actor.call(2).await, Ok(3));
    actor.restart().await.unwrap();
    actor.send(5).await.unwrap();
    assert_eq!(next(&mut first).await, Some(Ok(1)));
    assert_eq!(next(&mut first).await, None);
    let mut second = pin!(actor.stream());
    assert_eq!(next(&mut second).await, Some(Ok(5)));
    actor.terminate().await.unwrap();
    assert_eq!(next(&mut second).await, None);
}

#[tokio::test]
async fn a_stream_of_a_life_that_a_mistake_has_ended_says_so_last() {
    let actor = fallen().await;
    let mut replies = pin!(actor.stream());
    for sum in [1, 3] {
        assert_eq!(next(&mut replies).await, Some(Ok(sum)));
    }
    assert_eq!(mistake(next(&mut replies).await.unwrap()), Some(3));
    assert_eq!(next(&mut replies).await, None);
}
