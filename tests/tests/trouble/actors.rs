//! What can be asked of an actor that has ended, waits, or goes wrong with messages under way.

use std::borrow::Cow;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Waker};
use std::time::Duration;

use ringkernel_rt::actor::{CallError, TrySendError};
use ringkernel_rt::error::Site;
use ringkernel_rt::prelude::*;
use ringkernel_tests::kernels::trouble::{chain, Chain, Link, CHAIN_LINE};

use super::scene::{rows, Row, Scene, Told, BROKEN, LINK, LONG};

#[rustfmt::skip]
pub(crate) fn rows() -> Vec<Row> {
    let stopped = || Error::ActorStopped { kernel: "chain" };
    rows! {
        call_after_termination => stopped();
        blocking_call_after_termination => stopped();
        call_with_a_limit_after_termination => stopped();
        send_after_termination => stopped();
        try_send_after_termination => Told::Closed;
        receive_after_termination => stopped();
        activate_after_termination => stopped();
        deactivate_after_termination => stopped();
        terminate_twice => Told::Done;
        call_after_shutdown => stopped();
        restart_after_shutdown => Error::ShutDown;
        call_of_an_actor_that_sleeps => Told::NotAnswered;
        call_of_a_full_inbox => Told::NotSent;
        try_send_to_a_full_inbox => Told::Full;
        call_without_time => Told::NotAnswered;
        calls_given_up => Told::Done;
        restart_given_up => Told::Done;
        two_restarts_at_once => Told::Done;
        restart_of_an_actor_that_sleeps => Told::Done;
        termination_given_up => Told::Done;
        activate_twice => Told::Done;
        fault_at_the_first_of_a_queue => broken(1);
        fault_at_the_last_of_a_queue => broken(4);
        fault_in_the_midst_of_a_queue => broken(2);
        fault_of_an_actor_that_slept => broken(3);
        fault_in_the_second_life => broken(2);
        fault_that_nobody_waits_for => broken(1);
        terminate_after_a_fault => broken(1);
        deactivate_after_a_fault => broken(1);
        receive_before_a_fault => broken(3);
        shutdown_after_a_fault => Told::Done;
    }
}

/// What the actor says of [`BROKEN`] as its message of this number.
pub(crate) fn broken(number: u64) -> Error {
    Error::Fault(Fault {
        kernel: "chain",
        kind: FaultKind::Panic {
            message: "a link of nothing".to_owned(),
        },
        site: Site {
            file: Cow::Borrowed("src/kernels/trouble.rs"),
            line: CHAIN_LINE,
            column: 5,
        },
        block: [0; 3],
        thread: [0; 3],
        message: Some(number),
        time: None,
    })
}

/// An actor begins again and knows nothing of before.
async fn begins_again(actor: &Actor<chain>) {
    actor.restart().await.unwrap();
    let mut known = Chain::default();
    for word in 1..10 {
        known = known.with(Link { word });
        let reply = actor.call_timeout(Link { word }, LONG).await;
        assert_eq!(reply, Ok(known));
    }
}

/// An actor that was terminated.
async fn ended(scene: &Scene) -> Actor<chain> {
    let actor = scene.chain().await;
    assert_eq!(actor.call(LINK).await, Ok(Chain::default().with(LINK)));
    actor.terminate().await.unwrap();
    actor
}

async fn call_after_termination(scene: &Scene) -> Result<Chain, Error> {
    let actor = ended(scene).await;
    let told = actor.call(LINK).await;
    begins_again(&actor).await;
    told
}

async fn blocking_call_after_termination(scene: &Scene) -> Result<Chain, Error> {
    ended(scene).await.call_blocking(LINK)
}

async fn call_with_a_limit_after_termination(scene: &Scene) -> Result<Chain, CallError<Link>> {
    ended(scene).await.call_timeout(LINK, LONG).await
}

async fn send_after_termination(scene: &Scene) -> Result<(), Error> {
    ended(scene).await.send(LINK).await
}

async fn try_send_after_termination(scene: &Scene) -> Result<(), TrySendError<Link>> {
    let actor = ended(scene).await;
    let told = actor.try_send(LINK);
    begins_again(&actor).await;
    told
}

async fn receive_after_termination(scene: &Scene) -> Result<Chain, Error> {
    ended(scene).await.recv().await
}

async fn activate_after_termination(scene: &Scene) -> Result<(), Error> {
    let actor = ended(scene).await;
    let told = actor.activate().await;
    begins_again(&actor).await;
    told
}

async fn deactivate_after_termination(scene: &Scene) -> Result<(), Error> {
    ended(scene).await.deactivate().await
}

async fn terminate_twice(scene: &Scene) -> Result<(), Error> {
    let actor = ended(scene).await;
    let told = actor.terminate().await;
    begins_again(&actor).await;
    told
}

async fn call_after_shutdown(scene: &Scene) -> Result<Chain, Error> {
    let runtime = scene.another().await;
    let actor: Actor<chain> = runtime.launch(LaunchOptions::default()).await?;
    runtime.shutdown().await?;
    actor.call(LINK).await
}

async fn restart_after_shutdown(scene: &Scene) -> Result<(), Error> {
    let runtime = scene.another().await;
    let actor: Actor<chain> = runtime.launch(LaunchOptions::default()).await?;
    runtime.shutdown().await?;
    actor.restart().await
}

/// An actor that was deactivated.
async fn asleep(scene: &Scene) -> Actor<chain> {
    let actor = scene.chain().await;
    actor.deactivate().await.unwrap();
    actor
}

async fn call_of_an_actor_that_sleeps(scene: &Scene) -> Result<Chain, CallError<Link>> {
    let actor = asleep(scene).await;
    let told = actor.call_timeout(LINK, Duration::from_millis(20)).await;
    // It is answered in its turn, which nobody hears.
    actor.activate().await.unwrap();
    let next = actor.call(LINK).await;
    assert_eq!(next, Ok(Chain::default().with(LINK).with(LINK)));
    told
}

async fn call_of_a_full_inbox(scene: &Scene) -> Result<Chain, CallError<Link>> {
    let actor = asleep(scene).await;
    for _ in 0..4 {
        actor.try_send(LINK).unwrap();
    }
    let told = actor.call_timeout(LINK, Duration::from_millis(20)).await;
    actor.activate().await.unwrap();
    for count in 1..=4 {
        assert_eq!(actor.recv().await.unwrap().count, count);
    }
    assert_eq!(actor.call(LINK).await.unwrap().count, 5);
    told
}

async fn try_send_to_a_full_inbox(scene: &Scene) -> Result<(), TrySendError<Link>> {
    let actor = asleep(scene).await;
    for _ in 0..4 {
        actor.try_send(LINK).unwrap();
    }
    let told = actor.try_send(LINK);
    begins_again(&actor).await;
    told
}

async fn call_without_time(scene: &Scene) -> Result<Chain, CallError<Link>> {
    let actor = asleep(scene).await;
    let told = actor.call_timeout(LINK, Duration::ZERO).await;
    begins_again(&actor).await;
    told
}

/// Begins something and drops it before it ends.
fn give_up(future: impl Future) {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    assert!(future.as_mut().poll(&mut context).is_pending());
}

async fn calls_given_up(scene: &Scene) -> Result<(), Error> {
    let actor = asleep(scene).await;
    for _ in 0..4 {
        give_up(actor.call(LINK));
    }
    // This one has not gone in.
    give_up(actor.call(BROKEN));
    actor.activate().await?;
    assert_eq!(actor.call(LINK).await?.count, 5);
    Ok(())
}

async fn restart_given_up(scene: &Scene) -> Result<(), Error> {
    let actor = scene.chain().await;
    for _ in 0..20 {
        let mut restart = pin!(actor.restart());
        // Whether or not it came to its end.
        let _ = restart
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()));
    }
    begins_again(&actor).await;
    Ok(())
}

async fn two_restarts_at_once(scene: &Scene) -> Result<(), Error> {
    let actor = scene.chain().await;
    let (first, second) = tokio::join!(actor.restart(), actor.restart());
    begins_again(&actor).await;
    first.and(second)
}

async fn restart_of_an_actor_that_sleeps(scene: &Scene) -> Result<(), Error> {
    let actor = asleep(scene).await;
    let call = actor.call(LINK);
    let restart = async { actor.restart().await };
    let (call, restart) = tokio::join!(call, restart);
    assert_eq!(call, Err(Error::ActorStopped { kernel: "chain" }));
    begins_again(&actor).await;
    restart
}

async fn termination_given_up(scene: &Scene) -> Result<(), Error> {
    let actor = scene.chain().await;
    // A command counts as given once it is called for.
    drop(actor.terminate());
    let told = actor.terminate().await;
    begins_again(&actor).await;
    told
}

async fn activate_twice(scene: &Scene) -> Result<(), Error> {
    let actor = scene.chain().await;
    actor.activate().await?;
    actor.activate().await?;
    actor.call(LINK).await?;
    Ok(())
}

/// Lets four messages wait, of which number `bad` is a mistake; what the last sender hears, who had gone on to receive.
async fn fault_in_a_queue(scene: &Scene, bad: u64) -> Result<Chain, Error> {
    let actor = asleep(scene).await;
    for number in 1..=4 {
        let link = if number == bad { BROKEN } else { LINK };
        actor.send(link).await?;
    }
    actor.activate().await?;
    let mut known = Chain::default();
    for _ in 1..bad {
        known = known.with(LINK);
        assert_eq!(actor.recv().await, Ok(known));
    }
    let told = actor.recv().await;
    assert_eq!(actor.call(LINK).await, told);
    begins_again(&actor).await;
    told
}

async fn fault_at_the_first_of_a_queue(scene: &Scene) -> Result<Chain, Error> {
    fault_in_a_queue(scene, 1).await
}

async fn fault_at_the_last_of_a_queue(scene: &Scene) -> Result<Chain, Error> {
    fault_in_a_queue(scene, 4).await
}

async fn fault_in_the_midst_of_a_queue(scene: &Scene) -> Result<Chain, Error> {
    fault_in_a_queue(scene, 2).await
}

/// Others wait for their turn when it happens.
async fn fault_of_an_actor_that_slept(scene: &Scene) -> Result<Chain, Error> {
    let actor = asleep(scene).await;
    let calls = async {
        tokio::join!(
            biased;
            actor.call(LINK),
            actor.call(LINK),
            actor.call(BROKEN),
            actor.call(LINK),
            actor.activate(),
        )
    };
    let (first, second, third, fourth, activation) = calls.await;
    // The mistake may be faster than the host's look at the activation.
    assert!([Ok(()), Err(broken(3))].contains(&activation));
    assert_eq!(first, Ok(Chain::default().with(LINK)));
    assert_eq!(second, Ok(Chain::default().with(LINK).with(LINK)));
    assert_eq!(third, fourth);
    begins_again(&actor).await;
    fourth
}

async fn fault_in_the_second_life(scene: &Scene) -> Result<Chain, Error> {
    let actor = scene.chain().await;
    assert_eq!(actor.call(BROKEN).await, Err(broken(1)));
    actor.restart().await?;
    actor.call(LINK).await?;
    let told = actor.call(BROKEN).await;
    begins_again(&actor).await;
    told
}

async fn fault_that_nobody_waits_for(scene: &Scene) -> Result<Chain, Error> {
    let actor = asleep(scene).await;
    give_up(actor.call(BROKEN));
    // The mistake may be faster than the host's look at the activation.
    let activation = actor.activate().await;
    assert!([Ok(()), Err(broken(1))].contains(&activation));
    let told = actor.call(LINK).await;
    begins_again(&actor).await;
    told
}

async fn terminate_after_a_fault(scene: &Scene) -> Result<(), Error> {
    let actor = scene.chain().await;
    assert_eq!(actor.call(BROKEN).await, Err(broken(1)));
    let told = actor.terminate().await;
    begins_again(&actor).await;
    told
}

async fn deactivate_after_a_fault(scene: &Scene) -> Result<(), Error> {
    let actor = scene.chain().await;
    assert_eq!(actor.call(BROKEN).await, Err(broken(1)));
    actor.deactivate().await
}

async fn receive_before_a_fault(scene: &Scene) -> Result<Chain, Error> {
    let actor = scene.chain().await;
    for link in [LINK, LINK, BROKEN] {
        actor.send(link).await?;
    }
    assert_eq!(actor.call(LINK).await, Err(broken(3)));
    assert_eq!(actor.recv().await?.count, 1);
    assert_eq!(actor.recv().await?.count, 2);
    actor.recv().await
}

async fn shutdown_after_a_fault(scene: &Scene) -> Result<(), Error> {
    let runtime = scene.another().await;
    let actor: Actor<chain> = runtime.launch(LaunchOptions::default()).await?;
    assert_eq!(actor.call(BROKEN).await, Err(broken(1)));
    runtime.shutdown().await
}
