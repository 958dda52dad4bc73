//! An actor among others, and the lives of actors.

use std::time::{Duration, Instant};

use ringkernel_benchmarks::echo::{flip, inverse, Echoed, Words};
use ringkernel_benchmarks::harness::{Case, Row, Unit};
use ringkernel_rt::prelude::*;

use super::fleet::instances;
use super::options::Effort;
use super::processor::cores_over;
use super::round::Round;
use super::trips;

const LIVES: u32 = 2_000;

/// Adds the round trips of an actor among others, and what it costs to begin.
pub(crate) async fn run(
    round: &mut Round<'_>,
    runtime: &RingKernel,
    baseline: Option<&Row>,
) -> Result<(), Error> {
    let instances = instances(round.effort);
    let options = LaunchOptions::default().instances(instances);
    let pool = runtime.pool::<flip>(options).await?;
    let first = pool.create().await?;
    let add = async |round: &mut Round<'_>, name| {
        let case = trips::case(round.effort, name);
        let times = trips::blocking(&case, &first).await?;
        round.add_times(&case, &times, baseline);
        Ok::<_, Error>(())
    };
    add(round, "call_blocking, all other places vacant").await?;
    let mut neighbours = Vec::new();
    for _ in 1..instances {
        neighbours.push(pool.create().await?);
    }
    add(round, "call_blocking, all neighbours idle").await?;
    let silence = match round.effort {
        Effort::Full => Duration::from_secs(3),
        Effort::Quick => Duration::from_millis(50),
    };
    let share = Case {
        unit: Unit::Cores,
        ..Case::times("all idle", 0, 1)
    };
    round.add_figure(&share, cores_over(silence), None);
    let alone = Case::times("first call after the silence", 0, 1);
    let begin = Instant::now();
    check(&first, 0)?;
    round.add_figure(&alone, begin.elapsed().as_nanos() as f64, None);
    add(round, "call_blocking, after the silence").await?;
    for actor in &neighbours {
        check(actor, 1)?;
    }
    drop(neighbours);
    lives(round, &pool, runtime, baseline).await
}

fn check(actor: &Actor<flip>, number: u64) -> Result<(), Error> {
    let answer = actor.call_blocking(Words::of(number))?;
    assert!(answer.answers(number), "answer {number} is wrong");
    Ok(())
}

/// Creates and drops, restarts a living one, restarts after a fault. Each has begun when the device has acknowledged it;
/// then it answers.
async fn lives(
    round: &mut Round<'_>,
    pool: &Pool<flip>,
    runtime: &RingKernel,
    baseline: Option<&Row>,
) -> Result<(), Error> {
    let create = round.effort.times("create", 0, LIVES);
    let times = create
        .measure(async |number| {
            let begin = Instant::now();
            let actor = pool.create().await?;
            let time = begin.elapsed();
            check(&actor, number)?;
            Ok::<_, Error>(time)
        })
        .await?;
    round.add_times(&create, &times, baseline);

    let restart = round.effort.times("restart of a living actor", 0, LIVES);
    let actor = pool.create().await?;
    let times = restart
        .measure(async |number| {
            let begin = Instant::now();
            actor.restart().await?;
            let time = begin.elapsed();
            check(&actor, number)?;
            Ok::<_, Error>(time)
        })
        .await?;
    round.add_times(&restart, &times, baseline);

    let restart = round.effort.times("restart after a fault", 0, LIVES);
    let faulty = runtime.launch::<inverse>(LaunchOptions::default()).await?;
    let times = restart
        .measure(async |_| {
            let fault = faulty.call_blocking(Words { words: [0; 8] });
            assert!(fault.is_err(), "it divides by 0");
            let begin = Instant::now();
            faulty.restart().await?;
            let time = begin.elapsed();
            let answer = faulty.call_blocking(Words { words: [5; 8] })?;
            assert_eq!(answer.words[0], 20);
            Ok::<_, Error>(time)
        })
        .await?;
    round.add_times(&restart, &times, baseline);
    Ok(())
}
