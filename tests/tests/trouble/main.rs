//! Whatever a kernel does wrong and whatever a program asks wrongly: a typed error comes back, and the next call is right.
//!
//! [`mistakes`] is the table of what kernels do, [`requests`] that of what programs ask. After each row the same runtime
//! answers a call to another actor, and an actor that the row broke begins again and answers. [`errors`] holds the
//! tables to the variants of [`Error`] and [`FaultKind`](ringkernel_rt::FaultKind).

mod actors;
#[path = "../both/mod.rs"]
mod both;
mod errors;
mod forged;
mod hangs;
mod launches;
mod memory;
mod mistakes;
mod names;
mod requests;
mod scene;
mod trees;

use std::fmt::Debug;

use both::open;
use mistakes::Mistake;
use ringkernel_rt::actor::CallError;
use ringkernel_rt::kernel::ActorKernel;
use ringkernel_rt::prelude::*;
use ringkernel_tests::kernels::trouble::{
    crew_errand, distances, errand, settled, sorter, wrong, Done, Errand, Order, Word,
};
use scene::{Scene, Witness, LONG};

on_both! {
    a_mistake_of_an_actor_is_told_and_it_begins_again
    a_mistake_of_an_actor_without_a_state_is_told
    a_mistake_of_a_block_is_told_and_it_begins_again
    a_mistake_over_an_enum_is_told_and_it_begins_again
    a_mistake_of_a_kernel_is_told
    a_mistake_of_a_stencil_is_told
    a_wrong_request_is_told
}

const WELL: Errand = Errand { way: 0, a: 2, b: 3 };

/// Asks in one of the ways to ask.
async fn ask<K: ActorKernel>(
    actor: &Actor<K>,
    message: K::Message,
    way: usize,
) -> Result<K::Reply, Error> {
    match way % 4 {
        0 => actor.call(message).await,
        1 => match actor.call_timeout(message, LONG).await {
            Ok(reply) => Ok(reply),
            Err(CallError::Ended(error)) => Err(error),
            Err(CallError::NotSent(_) | CallError::NotAnswered(_)) => {
                panic!("no answer within {LONG:?}")
            }
        },
        2 => actor.call_blocking(message),
        _ => {
            actor.send(message).await?;
            actor.recv().await
        }
    }
}

/// Makes each mistake, as the first message or later, and asks the actor, its neighbour and the actor again.
async fn make_mistakes<K>(
    backend: Backend,
    mistakes: Vec<Mistake<K::Message>>,
    well: K::Message,
    answer: impl Fn(u32) -> K::Reply,
) where
    K: ActorKernel<Message: Copy, Reply: PartialEq + Debug, State: Default>,
{
    let runtime = open(backend).await;
    let mut witness = Witness::launch(&runtime).await;
    let actor = runtime.launch::<K>(LaunchOptions::default());
    let actor = actor.await.unwrap();
    for (index, mistake) in mistakes.into_iter().enumerate() {
        let name = mistake.name;
        let before = index as u32 % 3;
        for number in 1..=before {
            assert_eq!(actor.call(well).await.unwrap(), answer(number), "{name}");
        }
        let fault = mistake.fault(K::ARTIFACT, Some(u64::from(before) + 1));
        for (message, way) in [(mistake.message, index), (well, index + 1)] {
            let told = ask(&actor, message, way).await.unwrap_err();
            assert_eq!(told, Error::Fault(fault.clone()), "{name}");
        }
        assert_eq!(actor.terminate().await, Err(Error::Fault(fault)), "{name}");
        witness.answers(name).await;
        actor.restart().await.unwrap();
        assert_eq!(ask(&actor, well, index).await.unwrap(), answer(1), "{name}");
        witness.answers(name).await;
        actor.restart().await.unwrap();
    }
    runtime.shutdown().await.unwrap();
}

async fn a_mistake_of_an_actor_is_told_and_it_begins_again(backend: Backend) {
    let done = |errands| Done { errands, value: 5 };
    make_mistakes::<errand>(backend, mistakes::errands(), WELL, done).await;
}

async fn a_mistake_of_an_actor_without_a_state_is_told(backend: Backend) {
    let done = |_| Done {
        errands: 0,
        value: 0,
    };
    make_mistakes::<settled>(backend, mistakes::stateless(), WELL, done).await;
}

async fn a_mistake_of_a_block_is_told_and_it_begins_again(backend: Backend) {
    let done = |errands| Done { errands, value: 10 };
    make_mistakes::<crew_errand>(backend, mistakes::crews(), WELL, done).await;
}

async fn a_mistake_over_an_enum_is_told_and_it_begins_again(backend: Backend) {
    let well = Order::Divide(84, 2);
    make_mistakes::<sorter>(backend, mistakes::orders(), well, |_| Word::Number(42)).await;
}

async fn a_mistake_of_a_kernel_is_told(backend: Backend) {
    let runtime = open(backend).await;
    let mut witness = Witness::launch(&runtime).await;
    let values = runtime.upload(&[40; 8]).unwrap();
    let mut out = runtime.zeroed::<i32>(8).unwrap();
    let launch = Launch::grid([3, 1, 1], [64, 1, 1]);
    for mistake in mistakes::grids() {
        let (way, culprit, n) = mistake.message;
        let call = wrong::args(&values, &mut out, way, culprit, n);
        let told = runtime.run(call, launch).await.unwrap_err();
        let fault = mistake.fault(wrong::ARTIFACT, None);
        assert_eq!(told, Error::Fault(fault), "{}", mistake.name);
        witness.answers(mistake.name).await;
        let call = wrong::args(&values, &mut out, 0, 77, 2);
        runtime.run(call, launch).await.unwrap();
        assert_eq!(runtime.download(&out).await.unwrap()[..2], [42, 2]);
    }
    runtime.shutdown().await.unwrap();
}

async fn a_mistake_of_a_stencil_is_told(backend: Backend) {
    let runtime = open(backend).await;
    let mut witness = Witness::launch(&runtime).await;
    let mut field = runtime
        .stencil::<distances>(Grid::d2(40, 30).boundary(Boundary::Zero))
        .unwrap();
    for mistake in mistakes::stencils() {
        let (cell, value, limit) = mistake.message;
        let mut cells = vec![0; 1200];
        cells[cell] = value;
        field.write(distances::now, &cells).unwrap();
        let told = field.step(1, distances::Params { limit }).await;
        let fault = mistake.fault(distances::ARTIFACT, None);
        assert_eq!(told, Err(Error::Fault(fault)), "{}", mistake.name);
        witness.answers(mistake.name).await;
        field.write(distances::now, &[36; 1200]).unwrap();
        field
            .step(1, distances::Params { limit: 24 })
            .await
            .unwrap();
        assert_eq!(field.read(distances::now).await.unwrap(), [3; 1200]);
    }
    runtime.shutdown().await.unwrap();
}

async fn a_wrong_request_is_told(backend: Backend) {
    let runtime = open(backend).await;
    let mut witness = Witness::launch(&runtime).await;
    let scene = Scene { runtime, backend };
    for row in requests::all() {
        if row.only.is_some_and(|only| only != backend) {
            continue;
        }
        let told = (row.run)(&scene).await;
        assert_eq!(told, row.told, "{}", row.name);
        witness.answers(row.name).await;
    }
    scene.runtime.shutdown().await.unwrap();
}
