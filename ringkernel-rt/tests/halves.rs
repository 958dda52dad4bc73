//! Actors on the CPU that are split into a sender and a receiver.

#[expect(dead_code, reason = "other tests need the others")]
mod handlers;

use std::time::Duration;

use handlers::{Counter, Slow};
use ringkernel_rt::actor::{Receiver, Sender, TryRecvError, TrySendError};
use ringkernel_rt::control::State;
use ringkernel_rt::dead::Told;
use ringkernel_rt::kernel::ActorKernel;
use ringkernel_rt::prelude::*;

async fn launch<K: ActorKernel>(options: LaunchOptions) -> (RingKernel, Actor<K>)
where
    K::State: Default,
{
    let runtime = RingKernel::builder()
        .backend(Backend::Cpu)
        .build()
        .await
        .expect("the CPU is always there");
    let actor = runtime.launch(options).await.expect("the actor starts");
    (runtime, actor)
}

async fn slots<K: ActorKernel>(capacity: u32) -> (RingKernel, Actor<K>)
where
    K::State: Default,
{
    launch(LaunchOptions::default().queue_capacity(capacity)).await
}

fn stopped() -> Error {
    let kernel = "counter";
    Error::ActorStopped { kernel }
}

/// The message by which `Counter` divides by zero.
const BAD: u64 = u64::MAX;

fn fill(sender: &mut Sender<'_, Counter>, messages: impl IntoIterator<Item = u64>) {
    for message in messages {
        assert_eq!(sender.try_send(message), Ok(()));
    }
}

/// Receives the sums of what `messages` are, after `sum`.
fn expect(
    receiver: &mut Receiver<'_, Counter>,
    mut sum: u64,
    messages: impl IntoIterator<Item = u64>,
) {
    for message in messages {
        sum += message;
        assert_eq!(receiver.recv_blocking(), Ok(Some(sum)));
    }
}

#[test]
fn halves_may_be_sent_to_threads() {
    fn is_send<T: Send>() {}
    is_send::<Sender<'static, Counter>>();
    is_send::<Receiver<'static, Counter>>();
}

#[tokio::test]
async fn many_messages_pass_between_two_threads_in_order() {
    let (_runtime, mut actor) = slots::<Counter>(1024).await;
    let (mut sender, mut receiver) = actor.split().expect("the actor lives");
    std::thread::scope(|scope| {
        scope.spawn(move || (1..=300_000).try_for_each(|message| sender.send_blocking(message)));
        expect(&mut receiver, 0, 1..=300_000);
        assert_eq!(receiver.recv_blocking(), Ok(None));
        assert_eq!(receiver.try_recv(), Err(TryRecvError::Finished));
    });
    drop(receiver);
    assert_eq!(actor.call(1).await, Ok(300_000 * 300_001 / 2 + 1));
}

#[tokio::test]
async fn two_tasks_of_one_thread_take_turns() {
    let (_runtime, mut actor) = slots::<Counter>(8).await;
    let (mut sender, mut receiver) = actor.split().expect("the actor lives");
    let send = async move {
        for message in 1..=20_000 {
            sender.send(message).await.expect("the actor lives");
        }
    };
    let receive = async {
        let mut sum = 0;
        for message in 1..=20_000 {
            sum += message;
            assert_eq!(receiver.recv().await, Ok(Some(sum)));
        }
        assert_eq!(receiver.recv().await, Ok(None));
    };
    tokio::join!(send, receive);
}

#[tokio::test]
async fn one_thread_may_have_both_halves() {
    for capacity in [1, 4] {
        let (_runtime, mut actor) = slots::<Counter>(capacity).await;
        let (mut sender, mut receiver) = actor.split().expect("the actor lives");
        let ahead = u64::from(capacity);
        fill(&mut sender, vec![1; capacity as usize]);
        for sum in 1..=2000 {
            assert_eq!(receiver.recv_blocking(), Ok(Some(sum)));
            assert_eq!(sender.send_blocking(1), Ok(()));
        }
        drop(sender);
        expect(&mut receiver, 2000, vec![1; ahead as usize]);
        assert_eq!(receiver.recv_blocking(), Ok(None));
    }
}

#[tokio::test]
async fn a_full_inbox_takes_a_message_for_each_reply_that_is_received() {
    let (_runtime, mut actor) = slots::<Counter>(4).await;
    let (mut sender, mut receiver) = actor.split().expect("the actor lives");
    fill(&mut sender, 1..=4);
    assert_eq!(sender.try_send(5), Err(TrySendError::Full(5)));
    expect(&mut receiver, 0, [1]);
    assert_eq!(sender.try_send(5), Ok(()));
    assert_eq!(sender.try_send(6), Err(TrySendError::Full(6)));
    expect(&mut receiver, 1, 2..=5);
    assert_eq!(receiver.try_recv(), Err(TryRecvError::Empty));
}

#[tokio::test]
async fn a_fault_comes_after_the_replies_before_it() {
    let (_runtime, mut actor) = slots::<Counter>(16).await;
    let (mut sender, mut receiver) = actor.split().expect("the actor lives");
    let error = std::thread::scope(|scope| {
        let sending = scope.spawn(move || {
            fill(&mut sender, 1..=5);
            loop {
                if let Err(error) = sender.send_blocking(BAD) {
                    return (error, sender.try_send(1));
                }
            }
        });
        expect(&mut receiver, 0, 1..=5);
        let error = receiver
            .recv_blocking()
            .expect_err("the division by zero is a fault");
        assert_eq!(receiver.recv_blocking(), Err(error.clone()));
        let sent = sending.join().expect("the sender does not panic");
        assert_eq!(sent, (error.clone(), Err(TrySendError::Closed(1))));
        error
    });
    let Error::Fault(fault) = &error else {
        panic!("{error} is no fault");
    };
    assert_eq!(fault.kind, FaultKind::DivideByZero);
    assert_eq!(fault.message, Some(6));
    drop(receiver);
    assert_eq!(actor.state(), State::Faulted);
    assert_eq!(actor.call(1).await, Err(error.clone()));
    assert_eq!(actor.split().map(|_| ()), Err(error));
}

#[tokio::test]
async fn messages_that_are_not_answered_become_dead_letters() {
    let (runtime, mut actor) = slots::<Counter>(16).await;
    let (mut sender, mut receiver) = actor.split().expect("the actor lives");
    fill(&mut sender, [1, 2, 3, BAD, 5, 6]);
    expect(&mut receiver, 0, 1..=3);
    receiver
        .recv_blocking()
        .expect_err("the division by zero is a fault");
    drop((sender, receiver));
    let letters = runtime.dead_letters();
    for (number, message) in [(4, BAD), (5, 5), (6, 6)] {
        let letter = letters.try_next().expect("it was not answered");
        assert_eq!(letter.number, number);
        assert_eq!(letter.message::<Counter>(), Some(message));
        assert_eq!(letter.told, Told::Receiver);
    }
    assert!(letters.try_next().is_none());
    assert_eq!(actor.dead_letters(), 3);
}

#[tokio::test]
async fn what_a_sender_sends_while_the_actor_ends_becomes_dead_letters_too() {
    let (runtime, mut actor) = slots::<Counter>(64).await;
    let (mut sender, mut receiver) = actor.split().expect("the actor lives");
    let mut sent = 0;
    std::thread::scope(|scope| {
        let sending = scope.spawn(move || {
            fill(&mut sender, [BAD]);
            let mut sent = 1;
            while sender.send_blocking(1).is_ok() {
                sent += 1;
            }
            sent
        });
        receiver
            .recv_blocking()
            .expect_err("the division by zero is a fault");
        sent = sending.join().expect("the sender does not panic");
    });
    drop(receiver);
    let letters = runtime.dead_letters();
    let numbers = std::iter::from_fn(|| letters.try_next().map(|letter| letter.number));
    assert!(numbers.eq(1..=sent));
}

#[tokio::test]
async fn halves_keep_to_the_credits_of_their_actor() {
    let options = LaunchOptions::default().queue_capacity(16).credits(3);
    let (_runtime, mut actor) = launch::<Counter>(options).await;
    let (mut sender, mut receiver) = actor.split().expect("the actor lives");
    fill(&mut sender, 1..=3);
    assert_eq!(sender.try_send(4), Err(TrySendError::Full(4)));
    expect(&mut receiver, 0, [1]);
    assert_eq!(sender.try_send(4), Ok(()));
}

#[tokio::test]
async fn a_dump_knows_what_halves_have_sent() {
    let (runtime, mut actor) = slots::<Counter>(16).await;
    let (mut sender, mut receiver) = actor.split().expect("the actor lives");
    fill(&mut sender, 1..=3);
    expect(&mut receiver, 0, 1..=3);
    let dump = runtime.dump();
    assert_eq!((dump.actors[0].sent, dump.actors[0].taken), (3, 3));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_end_of_the_runtime_ends_both_halves_in_mid_stream() {
    let (runtime, mut actor) = slots::<Counter>(64).await;
    let (mut sender, mut receiver) = actor.split().expect("the actor lives");
    let ends = std::thread::scope(|scope| {
        let sending = scope.spawn(move || loop {
            if let Err(error) = sender.send_blocking(1) {
                return error;
            }
        });
        let receiving = scope.spawn(move || {
            let mut sum = 0;
            loop {
                match receiver.recv_blocking() {
                    Ok(reply) => {
                        sum += 1;
                        assert_eq!(reply, Some(sum));
                    }
                    Err(error) => return (error, sum),
                }
            }
        });
        tokio::runtime::Handle::current().spawn(async move {
            tokio::time::sleep(Duration::from_millis(20)).await;
            runtime.shutdown().await.expect("the actor ends");
        });
        (sending.join(), receiving.join())
    });
    assert_eq!(ends.0.expect("the sender does not panic"), stopped());
    let (error, received) = ends.1.expect("the receiver does not panic");
    assert_eq!(error, stopped());
    assert!(received > 0);
    assert_eq!(actor.call(1).await, Err(stopped()));
}

#[tokio::test]
async fn halves_that_wait_asynchronously_end_with_the_actor() {
    let options = LaunchOptions::default().queue_capacity(1);
    let (runtime, mut actor) = launch::<Counter>(options.without_auto_activate()).await;
    let (mut sender, mut receiver) = actor.split().expect("the actor lives");
    let send = async {
        assert_eq!(sender.send(1).await, Ok(()));
        assert_eq!(sender.send(2).await, Err(stopped()));
    };
    let receive = async { assert_eq!(receiver.recv().await, Err(stopped())) };
    let end = async {
        tokio::time::sleep(Duration::from_millis(5)).await;
        runtime.shutdown().await.expect("the actor ends");
    };
    tokio::join!(send, receive, end);
}

#[tokio::test]
async fn a_receiver_that_waits_hears_that_the_sender_is_gone() {
    let (_runtime, mut actor) = slots::<Counter>(4).await;
    let (mut sender, mut receiver) = actor.split().expect("the actor lives");
    let receive = async {
        assert_eq!(receiver.recv().await, Ok(Some(7)));
        assert_eq!(receiver.recv().await, Ok(None));
    };
    let leave = async move {
        tokio::time::sleep(Duration::from_millis(5)).await;
        sender.send(7).await.expect("the actor lives");
        tokio::time::sleep(Duration::from_millis(5)).await;
        drop(sender);
    };
    tokio::join!(receive, leave);
}

#[tokio::test]
async fn replies_that_were_not_received_are_thrown_away() {
    let (_runtime, mut actor) = slots::<Counter>(8).await;
    for round in 0..3 {
        let before = round * 136;
        let (mut sender, mut receiver) = actor.split().expect("the actor lives");
        fill(&mut sender, 1..=8);
        expect(&mut receiver, before, 1..=2);
        match round {
            0 => {
                drop(sender);
                drop(receiver);
            }
            _ => {
                drop(receiver);
                drop(sender);
            }
        }
        assert_eq!(actor.try_send(100), Ok(()));
        assert_eq!(actor.recv().await, Ok(before + 136));
    }
}

#[tokio::test]
async fn a_sender_goes_on_without_a_receiver() {
    let (_runtime, mut actor) = slots::<Counter>(4).await;
    let (mut sender, receiver) = actor.split().expect("the actor lives");
    fill(&mut sender, 1..=3);
    drop(receiver);
    for _ in 0..1000 {
        assert_eq!(sender.send_blocking(1), Ok(()));
        assert_eq!(sender.send(1).await, Ok(()));
    }
    drop(sender);
    assert_eq!(actor.call(1).await, Ok(2007));
}

#[tokio::test]
async fn halves_that_were_leaked_are_taken_back() {
    let (_runtime, mut actor) = slots::<Counter>(4).await;
    for round in 0..3 {
        let before = round * 1016;
        let (mut sender, mut receiver) = actor.split().expect("the actor lives");
        fill(&mut sender, 1..=4);
        expect(&mut receiver, before, 1..=2);
        fill(&mut sender, 5..=6);
        std::mem::forget((sender, receiver));
        match round {
            0 => assert_eq!(actor.call(995).await, Ok(before + 1016)),
            1 => assert_eq!(actor.call_blocking(995), Ok(before + 1016)),
            _ => {
                assert_eq!(actor.send(995).await, Ok(()));
                assert_eq!(actor.recv().await, Ok(before + 1016));
            }
        }
    }
    std::mem::forget(actor.split().expect("the actor lives"));
    let (mut sender, mut receiver) = actor.split().expect("the actor lives");
    fill(&mut sender, [1]);
    expect(&mut receiver, 3 * 1016, [1]);
    std::mem::forget((sender, receiver));
}

#[tokio::test]
async fn an_actor_begins_again_after_halves_that_were_dropped_or_leaked() {
    let (_runtime, mut actor) = slots::<Counter>(4).await;
    let (mut sender, mut receiver) = actor.split().expect("the actor lives");
    fill(&mut sender, [1, BAD, 3]);
    expect(&mut receiver, 0, [1]);
    receiver
        .recv_blocking()
        .expect_err("the division by zero is a fault");
    drop((sender, receiver));
    assert_eq!(actor.restart().await, Ok(()));
    let (mut sender, mut receiver) = actor.split().expect("the actor lives");
    fill(&mut sender, [5, 6, 7]);
    expect(&mut receiver, 0, [5]);
    std::mem::forget((sender, receiver));
    assert_eq!(actor.restart().await, Ok(()));
    assert_eq!(actor.call(9).await, Ok(9));
    let (mut sender, mut receiver) = actor.split().expect("the actor lives");
    fill(&mut sender, 1..=4);
    expect(&mut receiver, 9, 1..=4);
}

#[tokio::test]
async fn replies_to_messages_from_before_go_where_they_would_have_gone() {
    let (_runtime, mut actor) = slots::<Counter>(8).await;
    for message in [1, 2] {
        actor.send(message).await.expect("the actor lives");
    }
    let (mut sender, mut receiver) = actor.split().expect("the actor lives");
    fill(&mut sender, 3..=5);
    expect(&mut receiver, 3, 3..=5);
    drop((sender, receiver));
    assert_eq!(actor.recv().await, Ok(1));
    assert_eq!(actor.recv().await, Ok(3));
}

#[tokio::test]
async fn replies_to_calls_that_were_given_up_do_not_reach_the_receiver() {
    let (_runtime, mut actor) = slots::<Slow>(2).await;
    for _ in 0..2 {
        assert_eq!(actor.try_send(30), Ok(()));
    }
    let (mut sender, mut receiver) = actor.split().expect("the actor lives");
    assert_eq!(sender.try_send(0), Err(TrySendError::Full(0)));
    assert_eq!(receiver.try_recv(), Err(TryRecvError::Empty));
    let send = async move {
        sender.send(0).await.expect("the actor lives");
    };
    let receive = async {
        assert_eq!(receiver.recv().await, Ok(Some(())));
        assert_eq!(receiver.recv().await, Ok(None));
    };
    tokio::join!(send, receive);
}

#[tokio::test]
async fn a_receiver_that_waits_for_replies_from_before_hears_that_nothing_follows() {
    for leave_first in [true, false] {
        let (_runtime, mut actor) = slots::<Slow>(4).await;
        assert_eq!(actor.try_send(20), Ok(()));
        let (sender, mut receiver) = actor.split().expect("the actor lives");
        let sender = match leave_first {
            true => {
                drop(sender);
                None
            }
            false => Some(sender),
        };
        let receive = async {
            tokio::select! {
                biased;
                // Looked at first: `recv` must have been woken before, not by this.
                () = tokio::time::sleep(Duration::from_secs(1)) => None,
                end = receiver.recv() => Some(end),
            }
        };
        let leave = async move {
            tokio::time::sleep(Duration::from_millis(5)).await;
            drop(sender);
        };
        assert_eq!(tokio::join!(receive, leave).0, Some(Ok(None)));
    }
}
