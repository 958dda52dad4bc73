//! Supervisors that cannot start, or give up, and budgets that are too small.

use std::sync::Arc;

use ringkernel_rt::prelude::*;
use ringkernel_tests::kernels::trouble::{chain, Chain};

use super::actors::broken;
use super::scene::{rows, Row, Scene, Told, BROKEN, LINK, LONG};

#[rustfmt::skip]
pub(crate) fn rows() -> Vec<Row> {
    let text = str::to_owned;
    let credits = Error::Credits { asked: 0, limit: 256 };
    rows! {
        child_that_cannot_start => Error::NotStarted { child: text("top/a"), cause: Box::new(credits) };
        two_children_of_one_name => Error::SameName { supervisor: text("top"), name: text("a") };
        child_without_a_name => Error::BadPart { name: text("a/b") };
        state_that_cannot_be_made => Error::NoState { kernel: "chain" };
        tree_after_shutdown => Error::ShutDown;
        supervisor_that_gives_up => Told::GaveUp { supervisor: text("top"), child: text("top/a"), cause: broken(2) };
        buffer_beyond_the_budget => Error::OutOfBudget { asked: 17, used: 48, budget: 64 };
        actor_beyond_the_budget => Error::OutOfBudget { asked: 0, used: 0, budget: 64 };
    }
}

fn child(name: &str) -> Child {
    Child::new::<chain>(name, LaunchOptions::default())
}

fn top() -> Supervisor {
    Supervisor::new("top")
}

async fn child_that_cannot_start(scene: &Scene) -> Result<Supervision, Error> {
    let child = Child::new::<chain>("a", LaunchOptions::default().credits(0));
    scene.runtime.supervise(top().child(child)).await
}

async fn two_children_of_one_name(scene: &Scene) -> Result<Supervision, Error> {
    let tree = top().child(child("a")).child(child("a"));
    scene.runtime.supervise(tree).await
}

async fn child_without_a_name(scene: &Scene) -> Result<Supervision, Error> {
    scene.runtime.supervise(top().child(child("a/b"))).await
}

async fn state_that_cannot_be_made(scene: &Scene) -> Result<Supervision, Error> {
    let options = LaunchOptions::default();
    let child = Child::with_state::<chain>("a", options, || panic!("there is no state today"));
    match scene.runtime.supervise(top().child(child)).await {
        Err(Error::NotStarted { cause, .. }) => Err(*cause),
        other => other,
    }
}

async fn tree_after_shutdown(scene: &Scene) -> Result<Supervision, Error> {
    let runtime = scene.another().await;
    runtime.shutdown().await?;
    runtime.supervise(top().child(child("a"))).await
}

async fn supervisor_that_gives_up(scene: &Scene) -> Told {
    let tree = top().intensity(0, LONG).child(child("a"));
    let tree = scene.runtime.supervise(tree).await.unwrap();
    let actor: Arc<Actor<chain>> = scene.runtime.registry().get("top/a").unwrap();
    assert_eq!(actor.call(LINK).await, Ok(Chain::default().with(LINK)));
    assert_eq!(actor.call(BROKEN).await, Err(broken(2)));
    match tree.ended().await {
        Err(Error::GaveUp(gave_up)) => Told::GaveUp {
            supervisor: gave_up.supervisor,
            child: gave_up.child,
            cause: *gave_up.cause,
        },
        other => Told::from(other),
    }
}

async fn bounded(scene: &Scene) -> RingKernel {
    let builder = RingKernel::builder().backend(scene.backend);
    builder.memory_budget(64).build().await.unwrap()
}

async fn buffer_beyond_the_budget(scene: &Scene) -> Result<Buffer<u8>, Error> {
    let runtime = bounded(scene).await;
    let _first = runtime.upload(&[7_u8; 48])?;
    let _fits = runtime.upload(&[7_u8; 16])?;
    drop(_fits);
    runtime.zeroed(17)
}

/// What an actor takes is the runtime's affair.
async fn actor_beyond_the_budget(scene: &Scene) -> Result<Actor<chain>, Error> {
    let runtime = bounded(scene).await;
    let launched = runtime.launch(LaunchOptions::default()).await;
    launched.map_err(|error| match error {
        Error::OutOfBudget {
            asked,
            used: 0,
            budget,
        } if asked > budget => Error::OutOfBudget {
            asked: 0,
            used: 0,
            budget,
        },
        other => other,
    })
}
