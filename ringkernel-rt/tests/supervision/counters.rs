//! Counters say what actors have done, over all their lives.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Waker};

use ringkernel_rt::prelude::*;
use ringkernel_rt::Counters;

use super::gate::{at_the_gate, open, Gate};
use super::handlers::Counter;
use super::{counter, cpu};

/// In the order of the fields.
fn numbers(counters: Counters) -> [u64; 7] {
    [
        counters.sent,
        counters.answered,
        counters.depth,
        counters.unreceived,
        counters.dead_letters,
        counters.faults,
        counters.restarts,
    ]
}

/// A message that is sent and waits for its answer.
fn begin<T>(call: impl Future<Output = T>) {
    let mut call = pin!(call);
    let mut context = Context::from_waker(Waker::noop());
    assert!(call.as_mut().poll(&mut context).is_pending());
}

#[tokio::test]
async fn counters_go_on_after_restarts() {
    let runtime = cpu().await;
    let actor = counter(&runtime).await;
    assert_eq!(numbers(actor.counters()), [0; 7]);
    for message in 1..=3 {
        actor.call(message).await.unwrap();
    }
    assert_eq!(numbers(actor.counters()), [3, 3, 0, 0, 0, 0, 0]);
    assert!(actor.call(0).await.is_err());
    assert_eq!(numbers(actor.counters()), [4, 3, 0, 0, 1, 1, 0]);
    actor.restart().await.unwrap();
    assert_eq!(numbers(actor.counters()), [4, 3, 0, 0, 1, 1, 1]);
    actor.call(5).await.unwrap();
    actor.restart().await.unwrap();
    actor.send(6).await.unwrap();
    actor.call(7).await.unwrap();
    assert_eq!(numbers(actor.counters()), [7, 6, 0, 1, 1, 1, 2]);
    actor.recv().await.unwrap();
    assert_eq!(numbers(actor.counters()), [7, 6, 0, 0, 1, 1, 2]);
    assert_eq!(runtime.dump().actors[0].counters, actor.counters());
}

#[tokio::test]
async fn what_waits_is_counted_and_then_dead() {
    let runtime = cpu().await;
    let actor = runtime.launch::<Gate>(LaunchOptions::default()).await;
    let actor = actor.unwrap();
    open([1100]);
    actor.call(1100).await.unwrap();
    for message in 1101..=1104 {
        begin(actor.call(message));
    }
    at_the_gate(1101);
    assert_eq!(numbers(actor.counters()), [5, 1, 4, 0, 0, 0, 0]);
    let pool = actor.pool();
    drop(actor);
    assert_eq!(numbers(pool.counters()), [5, 1, 0, 0, 4, 0, 0]);
    open(1101..=1104);
}

#[tokio::test]
async fn sums_have_those_that_are_dropped() {
    let runtime = cpu().await;
    let pool = runtime.pool::<Counter>(LaunchOptions::default().instances(3));
    let pool = pool.await.unwrap();
    let (first, second) = (pool.create().await.unwrap(), pool.create().await.unwrap());
    let other = counter(&runtime).await;
    for (actor, messages) in [(&first, 1..=4), (&second, 1..=2), (&*other, 1..=9)] {
        for message in messages {
            actor.call(message).await.unwrap();
        }
    }
    assert!(first.call(0).await.is_err());
    second.restart().await.unwrap();
    assert_eq!(numbers(pool.counters()), [7, 6, 0, 0, 1, 1, 1]);
    assert_eq!(numbers(runtime.counters()), [16, 15, 0, 0, 1, 1, 1]);
    drop((first, second));
    let third = pool.create().await.unwrap();
    third.call(1).await.unwrap();
    assert_eq!(numbers(pool.counters()), [8, 7, 0, 0, 1, 1, 1]);
    drop((third, pool, other));
    assert_eq!(numbers(runtime.counters()), [17, 16, 0, 0, 1, 1, 1]);
}

#[tokio::test]
async fn a_fault_that_nobody_has_noticed_counts() {
    let runtime = cpu().await;
    let actor = counter(&runtime).await;
    begin(actor.call(0));
    while actor.state() != ringkernel_rt::control::State::Faulted {
        std::thread::yield_now();
    }
    assert_eq!(actor.counters().faults, 1);
    drop(actor);
    assert_eq!(numbers(runtime.counters()), [1, 0, 0, 0, 1, 1, 0]);
}

#[tokio::test]
async fn halves_are_counted() {
    let runtime = cpu().await;
    let pool = runtime.pool::<Counter>(LaunchOptions::default().queue_capacity(8));
    let pool = pool.await.unwrap();
    let mut actor = pool.create().await.unwrap();
    actor.call(1).await.unwrap();
    let (mut sender, mut receiver) = actor.split().unwrap();
    for _ in 0..5 {
        sender.send_blocking(1).unwrap();
    }
    for sum in 2..=4 {
        assert_eq!(receiver.recv_blocking(), Ok(Some(sum)));
    }
    assert_eq!(numbers(pool.counters()), [6, 4, 2, 0, 0, 0, 0]);
    // The last is the mistake, and the two before it are answered though nobody takes the answers.
    sender.send_blocking(0).unwrap();
    while pool.counters().faults == 0 {
        std::thread::yield_now();
    }
    drop((sender, receiver));
    drop(actor);
    assert_eq!(numbers(pool.counters()), [7, 6, 0, 0, 1, 1, 0]);
}
