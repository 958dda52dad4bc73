//! Actors that answer many messages at a time answer each one's own, in order, through all that an actor lives through.

mod both;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;

use both::open;
use ringkernel_rt::prelude::*;
use ringkernel_rt::{Error, Fault, FaultKind};
use ringkernel_tests::kernels::actors::{totals, Sample};
use ringkernel_tests::kernels::batches::{
    divided, halved, hashing, mixed, picked, spread, summed, turned, Page, Pick, Row, Word,
    DIVIDED_LINE, PICKED_LINE,
};

on_both! {
    a_flood_is_answered_in_order
    wide_messages_are_answered_in_order
    a_warp_answers_together
    a_narrow_message_is_a_warps_too
    calls_one_by_one_go_round_all_warps
    a_queue_smaller_than_a_chunk_is_enough
    batches_rest_between_messages
    batches_go_on_after_other_kernels_were_loaded
    the_first_fault_is_the_one
    batches_begin_again_after_a_fault
    batches_of_a_pool_are_their_own
    a_lane_that_faults_is_named
    the_block_answers_what_one_thread_could
}

/// Sends messages and takes the replies at the same time.
async fn exchange<K>(
    actor: &Actor<K>,
    count: u64,
    message: impl Fn(u64) -> K::Message,
    reply: impl Fn(u64) -> K::Reply,
) where
    K: ringkernel_rt::kernel::ActorKernel,
    K::Reply: PartialEq + std::fmt::Debug,
{
    let send = async {
        for number in 0..count {
            actor.send(message(number)).await.unwrap();
        }
    };
    let receive = async {
        for number in 0..count {
            assert_eq!(actor.recv().await.unwrap(), reply(number), "{number}");
        }
    };
    tokio::join!(send, receive);
}

fn word(value: u64) -> Word {
    Word { value }
}

async fn a_flood_is_answered_in_order(backend: Backend) {
    let runtime = open(backend).await;
    let actor = runtime
        .launch::<hashing>(LaunchOptions::default())
        .await
        .unwrap();
    exchange(&actor, 20_000, word, |number| word(mixed(number))).await;
    actor.terminate().await.unwrap();
    runtime.shutdown().await.unwrap();
}

fn page(number: u64) -> Page {
    let mut words = [0; 36];
    for (place, word) in (0..).zip(&mut words) {
        *word = (number << 8) | place;
    }
    Page { words }
}

async fn wide_messages_are_answered_in_order(backend: Backend) {
    let runtime = open(backend).await;
    let actor = runtime
        .launch::<turned>(LaunchOptions::default())
        .await
        .unwrap();
    let expected = |number| {
        let mut page = page(number);
        page.words.reverse();
        page.words[0] = mixed(page.words[0]);
        page
    };
    exchange(&actor, 3_000, page, expected).await;
    actor.terminate().await.unwrap();
}

fn row(number: u64) -> Row {
    let mut values = [0; 32];
    for (lane, value) in (0..).zip(&mut values) {
        *value = (number as u32).wrapping_mul(97) % 1000 + lane * 5;
    }
    Row { values }
}

async fn a_warp_answers_together(backend: Backend) {
    let runtime = open(backend).await;
    let actor = runtime
        .launch::<summed>(LaunchOptions::default())
        .await
        .unwrap();
    let expected = |number| {
        let values = row(number).values;
        let sum: u32 = values.iter().sum();
        word((u64::from(sum) << 32) | (u64::from(values[31]) + 21))
    };
    exchange(&actor, 2_000, row, expected).await;
}

async fn a_narrow_message_is_a_warps_too(backend: Backend) {
    let runtime = open(backend).await;
    let actor = runtime
        .launch::<spread>(LaunchOptions::default())
        .await
        .unwrap();
    let message = |number: u64| word(number.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let expected = |number| {
        let value = message(number).value;
        word((1..=32).fold(0, |all, lane| all ^ value.wrapping_mul(lane)))
    };
    exchange(&actor, 2_000, message, expected).await;
}

async fn calls_one_by_one_go_round_all_warps(backend: Backend) {
    let runtime = open(backend).await;
    let actor = runtime
        .launch::<hashing>(LaunchOptions::default())
        .await
        .unwrap();
    // More than 8 warps have in their first chunks, and twice.
    for number in 0..600 {
        assert_eq!(actor.call(word(number)).await, Ok(word(mixed(number))));
    }
}

async fn a_queue_smaller_than_a_chunk_is_enough(backend: Backend) {
    let runtime = open(backend).await;
    let options = LaunchOptions::default().queue_capacity(2);
    let actor = runtime.launch::<hashing>(options).await.unwrap();
    exchange(&actor, 500, word, |number| word(mixed(number))).await;
}

async fn batches_rest_between_messages(backend: Backend) {
    let runtime = open(backend).await;
    let actor = runtime
        .launch::<hashing>(LaunchOptions::default())
        .await
        .unwrap();
    let stop = AtomicBool::new(false);
    let rests = async {
        let mut rests = 0;
        while !stop.load(Ordering::Relaxed) {
            actor.deactivate().await.unwrap();
            actor.activate().await.unwrap();
            rests += 1;
        }
        rests
    };
    let messages = async {
        exchange(&actor, 10_000, word, |number| word(mixed(number))).await;
        stop.store(true, Ordering::Relaxed);
    };
    let (rests, ()) = tokio::join!(rests, messages);
    assert!(rests > 0);
    // What comes meanwhile waits.
    actor.deactivate().await.unwrap();
    for number in 0..100 {
        actor.send(word(number)).await.unwrap();
    }
    actor.activate().await.unwrap();
    for number in 0..100 {
        assert_eq!(actor.recv().await, Ok(word(mixed(number))));
    }
}

async fn batches_go_on_after_other_kernels_were_loaded(backend: Backend) {
    let runtime = open(backend).await;
    let actor = runtime.launch::<hashing>(LaunchOptions::default());
    let actor = Arc::new(actor.await.unwrap());
    let stop = Arc::new(AtomicBool::new(false));
    let calls = tokio::spawn({
        let (actor, stop) = (actor.clone(), stop.clone());
        async move {
            let mut rounds = 0;
            while !stop.load(Ordering::Relaxed) {
                exchange(&actor, 200, word, |number| word(mixed(number))).await;
                rounds += 1;
            }
            rounds
        }
    });
    // Each is loaded, for which the others are parked.
    let one = runtime.launch::<totals>(LaunchOptions::default());
    let one = one.await.unwrap();
    let two = runtime.launch::<summed>(LaunchOptions::default());
    let two = two.await.unwrap();
    let three = runtime.launch::<turned>(LaunchOptions::default());
    let three = three.await.unwrap();
    let four = runtime.launch::<spread>(LaunchOptions::default());
    let four = four.await.unwrap();
    let sample = Sample {
        number: 9,
        value: 1.0,
    };
    assert_eq!(one.call(sample).await.unwrap().last, 9);
    two.call(row(1)).await.unwrap();
    three.call(page(1)).await.unwrap();
    four.call(word(1)).await.unwrap();
    stop.store(true, Ordering::Relaxed);
    assert!(calls.await.unwrap() > 0);
    runtime.shutdown().await.unwrap();
}

fn fault<R: std::fmt::Debug>(result: Result<R, Error>) -> Fault {
    match result {
        Err(Error::Fault(fault)) => fault,
        other => panic!("{other:?} instead of a fault"),
    }
}

async fn the_first_fault_is_the_one(backend: Backend) {
    let runtime = open(backend).await;
    // Two faulty messages, in the hands of different warps or of one, and others before, between and behind.
    for (first, second) in [(77, 150), (3, 4), (40, 10), (31, 32)] {
        let actor = runtime
            .launch::<divided>(LaunchOptions::default())
            .await
            .unwrap();
        actor.deactivate().await.unwrap();
        for number in 0..200 {
            let is_faulty = number == first || number == second;
            actor
                .send(word(if is_faulty { 0 } else { number + 1 }))
                .await
                .unwrap();
        }
        // The order is overtaken by the fault, or not.
        let _ = actor.activate().await;
        let bad = first.min(second);
        for number in 0..bad {
            assert_eq!(actor.recv().await, Ok(word(100 / (number + 1))));
        }
        let fault = fault(actor.recv().await);
        assert_eq!(fault.kind, FaultKind::DivideByZero);
        assert_eq!(fault.message, Some(bad + 1));
        assert_eq!((fault.site.line, fault.thread), (DIVIDED_LINE, [0; 3]));
    }
}

async fn batches_begin_again_after_a_fault(backend: Backend) {
    let runtime = open(backend).await;
    let actor = runtime
        .launch::<divided>(LaunchOptions::default())
        .await
        .unwrap();
    for round in 1..20 {
        for number in 0..round * 7 {
            actor.send(word(number % 50 + 1)).await.unwrap();
        }
        actor.send(word(0)).await.unwrap();
        // Some of these come before the fault is heard of.
        for number in 0..round {
            let _ = actor.try_send(word(number + 1));
        }
        for number in 0..round * 7 {
            assert_eq!(actor.recv().await, Ok(word(100 / (number % 50 + 1))));
        }
        assert_eq!(fault(actor.recv().await).kind, FaultKind::DivideByZero);
        actor.restart().await.unwrap();
        assert_eq!(actor.call(word(5)).await, Ok(word(20)));
    }
    actor.terminate().await.unwrap();
    runtime.shutdown().await.unwrap();
}

async fn batches_of_a_pool_are_their_own(backend: Backend) {
    let runtime = open(backend).await;
    let options = LaunchOptions::default().instances(3);
    let pool = runtime.pool::<hashing>(options).await.unwrap();
    let first = pool.create().await.unwrap();
    let second = pool.create().await.unwrap();
    let third = pool.create().await.unwrap();
    tokio::join!(
        exchange(&first, 3_000, word, |number| word(mixed(number))),
        exchange(
            &second,
            2_000,
            |number| word(number + 7),
            |number| word(mixed(number + 7))
        ),
        async {
            for number in 0..500 {
                assert_eq!(third.call(word(number)).await, Ok(word(mixed(number))));
            }
        }
    );
    drop(second);
    let again = pool.create().await.unwrap();
    exchange(&again, 1_000, word, |number| word(mixed(number))).await;
}

async fn a_lane_that_faults_is_named(backend: Backend) {
    let runtime = open(backend).await;
    let actor = runtime
        .launch::<picked>(LaunchOptions::default())
        .await
        .unwrap();
    let pick = |lane, index| Pick { lane, index };
    assert_eq!(actor.call(pick(0, 2)).await, Ok(word(13)));
    assert_eq!(actor.call(pick(19, 1)).await, Ok(word(5)));
    let fault = fault(actor.call(pick(19, 3)).await);
    assert_eq!(fault.kind, FaultKind::Index { index: 3, len: 3 });
    assert_eq!((fault.site.line, fault.thread), (PICKED_LINE, [19, 0, 0]));
    assert_eq!(fault.message, Some(3));
}

async fn the_block_answers_what_one_thread_could(backend: Backend) {
    let runtime = open(backend).await;
    let actor = runtime
        .launch::<halved>(LaunchOptions::default())
        .await
        .unwrap();
    for number in 0..100 {
        assert_eq!(actor.call(word(number)).await, Ok(word(number / 2)));
    }
}
