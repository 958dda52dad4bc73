//! Messages without end: every one checksummed, none lost, doubled or reordered, while actors are put to sleep, ended,
//! restarted, dropped and created, make mistakes, and kernels load beside them.
//!
//! Each reply of a [`chain`](ringkernel_tests::kernels::trouble::chain) depends on all messages before it, so a single
//! wrong one shows in all that follow. An [`owner`] is alone with its actor and knows each reply beforehand; a [`crowd`]
//! shares one, and its replies are put in order afterwards.
//!
//! `RINGKERNEL_SOAK_SECONDS`, `RINGKERNEL_SOAK_MESSAGES` (whichever is reached first), `RINGKERNEL_SOAK_SEED` and
//! `RINGKERNEL_SOAK_ACTORS` say how long, from which seed, and with how many owners.

#[path = "../both/mod.rs"]
mod both;
mod course;
mod crowd;
mod ledger;
mod owner;

use std::sync::Arc;
use std::thread;

use both::open;
use course::Course;
use ringkernel_rt::prelude::*;
use ringkernel_tests::cases::{table, Machine};
use ringkernel_tests::kernels::trouble::chain;

on_both! {
    all_messages_are_answered_once_and_in_order
}

/// What happens besides, counted when it did.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Event {
    Sleep,
    Mistake,
    Restart,
    Recreation,
    GivenUp,
    Load,
}

#[expect(
    clippy::print_stdout,
    reason = "`tests/gpu/run.sh` reads the figures, a person the seed"
)]
async fn all_messages_are_answered_once_and_in_order(backend: Backend) {
    let course = Arc::new(Course::from_environment());
    println!(
        "soak on {backend:?} with RINGKERNEL_SOAK_SEED={}",
        course.seed
    );
    let runtime = open(backend).await;
    course.watch(runtime.clone());
    let owners = course.actors;
    let options = LaunchOptions::default().instances(owners + 1);
    let pool = runtime.pool::<chain>(options).await.unwrap();

    let handle = tokio::runtime::Handle::current();
    let (mut tasks, mut threads) = (Vec::new(), Vec::new());
    for number in 0..owners {
        let owner = owner::run(number, pool.clone(), course.clone());
        match number % 2 {
            0 => tasks.push(tokio::spawn(owner)),
            _ => {
                let handle = handle.clone();
                threads.push(thread::spawn(move || handle.block_on(owner)));
            }
        }
    }
    tasks.push(tokio::spawn(crowd::run(pool, course.clone())));
    // Cases stay on one thread.
    let (machine, with) = (Machine::new(runtime.clone()), course.clone());
    threads.push(thread::spawn(move || handle.block_on(load(machine, with))));
    for task in tasks {
        task.await.unwrap();
    }
    // They end when the others do.
    for thread in threads {
        thread.join().unwrap();
    }
    println!("figure: soak on {backend:?} = {course}");
    course.end();
    runtime.shutdown().await.unwrap();
}

/// Runs kernels of all kinds, each of which is loaded when it runs first.
async fn load(machine: Machine, course: Arc<Course>) {
    for case in table().into_iter().cycle() {
        if course.is_over() {
            return;
        }
        match (case.run)(&machine).await {
            // Its blocks wait for each other, and the actors leave room for too few.
            Ok(_) | Err(Error::NotCoResident { .. }) => course.note(Event::Load),
            Err(error) => panic!("{}: {error}", case.name),
        }
        // The actors shall also be undisturbed.
        tokio::time::sleep(course::BETWEEN_LOADS).await;
    }
}
