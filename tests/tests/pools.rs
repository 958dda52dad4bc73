//! Actors of one launch come, go and begin again without another; the same on both back ends.

mod both;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};
use std::time::Duration;

use both::open;
use ringkernel_rt::control::State;
use ringkernel_rt::kernel::ActorKernel;
use ringkernel_rt::prelude::*;
use ringkernel_rt::Error;
use ringkernel_tests::kernels::actors::{
    alone, tally, together, totals, Fraction, Sample, Tally, Totals, Whole,
};
use ringkernel_tests::kernels::batches::{hashing, Word};

on_both! {
    actors_of_a_pool_have_states_of_their_own
    a_place_is_given_back_and_taken_again
    a_full_pool_says_so
    one_of_two_gets_the_last_place
    an_actor_begins_again_after_a_fault
    a_block_begins_again_after_a_fault
    an_actor_begins_again_while_it_lives
    what_was_not_answered_stays_so_over_a_restart
    an_actor_begins_again_a_thousand_times
    an_actor_that_was_not_activated_waits
    neighbours_go_on_beside_a_fault
    an_actor_is_alone_in_its_grid
    whatever_it_does_while_idle_an_actor_does_as_it_is_told
    a_launch_has_any_priority
    a_pool_ends_with_its_last_actor
}

/// How often two want the one place.
const RACES: usize = 200;

fn sample(number: u64) -> Sample {
    Sample { number, value: 1.0 }
}

fn fraction(numerator: i32) -> Fraction {
    Fraction {
        numerator,
        denominator: 1,
    }
}

fn begin_at(count: u64) -> Totals {
    Totals {
        count,
        ..Totals::default()
    }
}

async fn pool(runtime: &RingKernel, instances: u32) -> Pool<totals> {
    let options = LaunchOptions::default()
        .instances(instances)
        .queue_capacity(16);
    runtime.pool(options).await.unwrap()
}

async fn actors_of_a_pool_have_states_of_their_own(backend: Backend) {
    let runtime = open(backend).await;
    let pool = pool(&runtime, 5).await;
    let mut actors = Vec::new();
    for index in 0..5 {
        actors.push(pool.create_with_state(begin_at(index * 100)).await.unwrap());
    }
    for round in 1..50 {
        for (index, actor) in (0..).zip(&actors) {
            let reply = actor.call(sample(round * 7 + index)).await.unwrap();
            assert_eq!(
                (reply.count, reply.last),
                (index * 100 + round, round * 7 + index)
            );
        }
    }
    assert_eq!((pool.instances(), pool.vacant()), (5, 0));
    runtime.shutdown().await.unwrap();
}

async fn a_place_is_given_back_and_taken_again(backend: Backend) {
    let runtime = open(backend).await;
    let pool = pool(&runtime, 2).await;
    let stays = pool.create().await.unwrap();
    for begin in 0..200 {
        let actor = pool.create_with_state(begin_at(begin)).await.unwrap();
        // Every number of messages, so that each place of the queues is where somebody begins.
        for number in 1..=begin % 19 {
            assert_eq!(
                actor.call(sample(number)).await.unwrap().count,
                begin + number
            );
        }
        // Some have messages left.
        for number in 0..begin % 5 {
            actor.send(sample(number)).await.unwrap();
        }
    }
    assert_eq!(stays.call(sample(1)).await.unwrap().count, 1);
    runtime.shutdown().await.unwrap();
}

async fn a_full_pool_says_so(backend: Backend) {
    let runtime = open(backend).await;
    let pool = pool(&runtime, 2).await;
    let _first = pool.create().await.unwrap();
    let second = pool.create().await.unwrap();
    let error = pool.create().await.unwrap_err();
    assert_eq!(
        error,
        Error::PoolFull {
            kernel: "totals",
            instances: 2
        }
    );
    drop(second);
    assert_eq!(pool.vacant(), 1);
    let third = pool.create().await.unwrap();
    assert_eq!(third.call(sample(3)).await.unwrap().last, 3);
    let none = runtime.pool::<totals>(LaunchOptions::default().instances(0));
    assert_eq!(none.await.unwrap_err(), Error::NoInstances);
    runtime.shutdown().await.unwrap();
}

async fn one_of_two_gets_the_last_place(backend: Backend) {
    let runtime = open(backend).await;
    let pool = pool(&runtime, 1).await;
    let together = Arc::new(Barrier::new(2));
    let arrived = Arc::new(AtomicUsize::new(0));
    let race = || {
        let (pool, together, arrived) = (pool.clone(), together.clone(), arrived.clone());
        tokio::task::spawn_blocking(move || {
            let handle = tokio::runtime::Handle::current();
            let mut outcomes = Vec::new();
            for race in 1..=RACES {
                together.wait();
                // A barrier wakes one after the other, too late for a race. Relaxed: nothing comes with it.
                arrived.fetch_add(1, Ordering::Relaxed);
                while arrived.load(Ordering::Relaxed) < 2 * race {
                    std::hint::spin_loop();
                }
                let actor = handle.block_on(pool.create());
                // Whoever has the place keeps it until the other was refused.
                together.wait();
                outcomes.push(actor.map(drop));
            }
            outcomes
        })
    };
    let (one, other) = (race(), race());
    for outcomes in one.await.unwrap().into_iter().zip(other.await.unwrap()) {
        match outcomes {
            (Ok(()), Err(error)) | (Err(error), Ok(())) => {
                assert!(matches!(error, Error::PoolFull { .. }), "{error}");
            }
            (Ok(()), Ok(())) | (Err(_), Err(_)) => panic!("{outcomes:?}"),
        }
    }
    runtime.shutdown().await.unwrap();
}

async fn an_actor_begins_again_after_a_fault(backend: Backend) {
    let runtime = open(backend).await;
    let mut state = Tally::default();
    state.counts[7] = 40;
    let actor = runtime
        .launch_with_state::<tally>(state, LaunchOptions::default())
        .await
        .unwrap();
    for round in 0..20 {
        let begin = if round == 0 { 40 } else { 0 };
        for more in 1..=round % 11 {
            assert_eq!(actor.call(fraction(7)).await.unwrap().value, begin + more);
        }
        let fault = match actor.call(fraction(100)).await {
            Err(Error::Fault(fault)) => fault,
            other => panic!("{other:?} instead of a fault"),
        };
        assert_eq!(fault.message, Some(1 + (round % 11) as u64));
        let again = actor.call(fraction(7)).await.map(|reply| reply.value);
        assert_eq!(again, Err(Error::Fault(fault.clone())));
        assert_eq!(actor.error(), Some(Error::Fault(fault)));
        actor.restart().await.unwrap();
        assert_eq!(actor.state(), State::Active);
    }
    assert_eq!(actor.call(fraction(7)).await.unwrap().value, 1);
    runtime.shutdown().await.unwrap();
}

async fn a_block_begins_again_after_a_fault(backend: Backend) {
    let runtime = open(backend).await;
    let actor = runtime
        .launch::<together>(LaunchOptions::default())
        .await
        .unwrap();
    for round in 0..20 {
        let bad = Fraction {
            numerator: 77,
            denominator: 0,
        };
        assert!(matches!(actor.call(bad).await, Err(Error::Fault(_))));
        actor.restart().await.unwrap();
        assert_eq!(
            actor.call(fraction(96 * round)).await.unwrap().value,
            96 * round + 1
        );
    }
    runtime.shutdown().await.unwrap();
}

async fn an_actor_begins_again_while_it_lives(backend: Backend) {
    let runtime = open(backend).await;
    let actor = pool(&runtime, 1).await.create().await.unwrap();
    assert_eq!(actor.call(sample(1)).await.unwrap().count, 1);
    actor.restart_with_state(begin_at(9)).await.unwrap();
    assert_eq!(actor.call(sample(1)).await.unwrap().count, 10);
    actor.terminate().await.unwrap();
    assert!(actor.call(sample(1)).await.is_err());
    actor.restart().await.unwrap();
    assert_eq!(actor.call(sample(1)).await.unwrap().count, 1);
    runtime.shutdown().await.unwrap();
    assert_eq!(actor.restart().await, Err(Error::ShutDown));
}

async fn what_was_not_answered_stays_so_over_a_restart(backend: Backend) {
    let runtime = open(backend).await;
    let actor = pool(&runtime, 1).await.create().await.unwrap();
    for round in 0..40 {
        actor.deactivate().await.unwrap();
        for number in 0..16 {
            actor.try_send(sample(number)).unwrap();
        }
        assert!(actor.try_send(sample(16)).is_err());
        actor.restart_with_state(begin_at(round)).await.unwrap();
        let late = actor
            .call_timeout(sample(77), Duration::from_secs(10))
            .await;
        assert_eq!(late.unwrap().count, round + 1);
        for number in 0..16 {
            actor.send(sample(number)).await.unwrap();
        }
        // One for all that were not answered.
        let stopped = Error::ActorStopped { kernel: "totals" };
        assert_eq!(actor.recv().await.map(|_| ()), Err(stopped));
        for number in 0..16 {
            let reply = actor.recv().await.unwrap();
            assert_eq!((reply.count, reply.last), (round + 2 + number, number));
        }
    }
    runtime.shutdown().await.unwrap();
}

async fn an_actor_begins_again_a_thousand_times(backend: Backend) {
    let runtime = open(backend).await;
    let actor = pool(&runtime, 1).await.create().await.unwrap();
    for round in 0..1000 {
        actor.restart_with_state(begin_at(round)).await.unwrap();
        assert_eq!(actor.call(sample(round)).await.unwrap().count, round + 1);
    }
    runtime.shutdown().await.unwrap();
}

async fn an_actor_that_was_not_activated_waits(backend: Backend) {
    let runtime = open(backend).await;
    let options = LaunchOptions::default()
        .instances(2)
        .without_auto_activate();
    let pool = runtime.pool::<totals>(options).await.unwrap();
    let actor = pool.create().await.unwrap();
    for _ in 0..3 {
        assert_eq!(actor.state(), State::Launched);
        actor.try_send(sample(1)).unwrap();
        actor.activate().await.unwrap();
        assert_eq!(actor.recv().await.unwrap().count, 1);
        actor.restart().await.unwrap();
    }
    runtime.shutdown().await.unwrap();
}

async fn neighbours_go_on_beside_a_fault(backend: Backend) {
    let runtime = open(backend).await;
    let options = LaunchOptions::default().instances(4);
    let pool = runtime.pool::<tally>(options).await.unwrap();
    let mut actors = Vec::new();
    for _ in 0..4 {
        actors.push(pool.create().await.unwrap());
    }
    for round in 1..30 {
        let faulty = round as usize % 4;
        assert!(actors[faulty].call(fraction(-1)).await.is_err());
        for (index, actor) in actors.iter().enumerate() {
            assert_eq!(actor.call(fraction(5)).await.is_err(), index == faulty);
        }
        actors[faulty].restart().await.unwrap();
    }
    runtime.shutdown().await.unwrap();
}

async fn an_actor_is_alone_in_its_grid(backend: Backend) {
    let runtime = open(backend).await;
    let options = LaunchOptions::default().instances(3);
    let pool = runtime.pool::<alone>(options).await.unwrap();
    let mut actors = Vec::new();
    for _ in 0..3 {
        let actor = pool.create().await.unwrap();
        let whole = Whole {
            block: [0; 3],
            grid: [1; 3],
        };
        assert_eq!(actor.call(fraction(1)).await.unwrap(), whole);
        actors.push(actor);
    }
    runtime.shutdown().await.unwrap();
}

/// Has the actors of a pool go through their lives.
async fn live<K: ActorKernel<State: Default>>(
    runtime: &RingKernel,
    options: LaunchOptions,
    message: K::Message,
) where
    K::Message: Copy,
{
    let pool = runtime.pool::<K>(options.instances(2)).await.unwrap();
    for _ in 0..3 {
        let actor = pool.create().await.unwrap();
        for _ in 0..2 {
            actor.call(message).await.unwrap();
            actor.deactivate().await.unwrap();
            let waits = actor.call(message);
            let (answer, active) = tokio::join!(waits, actor.activate());
            active.unwrap();
            answer.unwrap();
        }
        actor.restart().await.unwrap();
        actor.call(message).await.unwrap();
        actor.terminate().await.unwrap();
    }
}

async fn whatever_it_does_while_idle_an_actor_does_as_it_is_told(backend: Backend) {
    let runtime = open(backend).await;
    let back_off = |looks, longest| Idle::BackOff { looks, longest };
    let millisecond = Duration::from_millis(1);
    for idle in [
        Idle::Spin,
        back_off(0, millisecond),
        back_off(50, millisecond),
        back_off(u32::MAX, Duration::ZERO),
    ] {
        let options = || LaunchOptions::default().idle(idle);
        live::<totals>(&runtime, options(), sample(1)).await;
        live::<together>(&runtime, options(), fraction(96)).await;
        live::<hashing>(&runtime, options(), Word { value: 7 }).await;
    }
    runtime.shutdown().await.unwrap();
}

async fn a_launch_has_any_priority(backend: Backend) {
    let runtime = open(backend).await;
    assert!(runtime.priorities() > 0);
    for priority in [
        Priority::HIGHEST,
        Priority::HIGHEST.below(1),
        Priority::LOWEST,
    ] {
        let options = LaunchOptions::default().priority(priority);
        live::<totals>(&runtime, options, sample(1)).await;
    }
    runtime.shutdown().await.unwrap();
}

async fn a_pool_ends_with_its_last_actor(backend: Backend) {
    let runtime = open(backend).await;
    for _ in 0..20 {
        let pool = pool(&runtime, 3).await;
        let actor = pool.create().await.unwrap();
        let other = actor.pool().create().await.unwrap();
        drop(pool);
        assert_eq!(actor.call(sample(1)).await.unwrap().count, 1);
        drop(actor);
        assert_eq!(other.call(sample(1)).await.unwrap().count, 1);
    }
    runtime.shutdown().await.unwrap();
}
