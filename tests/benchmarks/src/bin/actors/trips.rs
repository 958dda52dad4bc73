//! One message after another: hand-written CUDA, then an actor.

use std::time::Instant;

use ringkernel_benchmarks::baseline::{round_trips, Baseline};
use ringkernel_benchmarks::echo::{flip, Echoed, Words};
use ringkernel_benchmarks::harness::{Case, Row};
use ringkernel_rt::prelude::*;

use super::options::{Effort, Target};
use super::round::Round;
use super::Failure;

const WARM_UP: u32 = 2_000;
const COUNT: u32 = 50_000;
const COMMANDS: u32 = 2_000;

/// What waiting for a fixed time comes to, in clocks. An actor learns its time.
const PATIENT: [(&str, u32); 3] = [
    ("hand-written single flit, waits 500 clocks", 500),
    ("hand-written single flit, waits 700 clocks", 700),
    ("hand-written single flit, waits 900 clocks", 900),
];

/// A case of round trips.
pub(crate) fn case(effort: Effort, name: &'static str) -> Case {
    effort.times(name, WARM_UP, COUNT)
}

/// Adds the round trips, and gives back the row that all times are held to: the hand-written single flit.
pub(crate) async fn run(
    round: &mut Round<'_>,
    runtime: &RingKernel,
) -> Result<Option<Row>, Failure> {
    let flit = match round.target {
        Target::Cpu => None,
        Target::Gpu => Some(hand_written(round)?),
    };
    let baseline = flit.as_ref();

    let launched = Case::times("launch to first answer", 0, 1);
    let begin = Instant::now();
    let actor = runtime.launch::<flip>(LaunchOptions::default()).await?;
    let answer = actor.call_blocking(Words::of(4))?;
    assert!(answer.answers(4));
    let time = begin.elapsed().as_nanos() as f64;
    round.add_figure(&launched, time, None);

    let calls = case(round.effort, "call_blocking");
    let times = blocking(&calls, &actor).await?;
    round.add_times(&calls, &times, baseline);

    let calls = case(round.effort, "call().await");
    let times = calls
        .measure(async |number| {
            let asked = Words::of(number);
            let begin = Instant::now();
            let answer = actor.call(asked).await?;
            assert!(answer.answers(number), "answer {number} is wrong");
            Ok::<_, Error>(begin.elapsed())
        })
        .await?;
    round.add_times(&calls, &times, baseline);

    commands(round, &actor, baseline).await?;
    actor.terminate().await?;
    Ok(flit)
}

/// Times of `call_blocking`.
pub(crate) async fn blocking(case: &Case, actor: &Actor<flip>) -> Result<Vec<u64>, Error> {
    case.measure(async |number| {
        let asked = Words::of(number);
        let begin = Instant::now();
        let answer = actor.call_blocking(asked)?;
        assert!(answer.answers(number), "answer {number} is wrong");
        Ok(begin.elapsed())
    })
    .await
}

fn hand_written(round: &mut Round<'_>) -> Result<Row, Failure> {
    let mut add = |name, kind, baseline: Option<&Row>| {
        let case = case(round.effort, name);
        let mut times = round_trips(kind, case.total())?;
        let times = times.split_off(case.warm_up as usize);
        Ok::<_, Failure>(round.add_times(&case, &times, baseline))
    };
    let flit = add("hand-written single flit", Baseline::SingleFlit, None)?;
    for (name, clocks) in PATIENT {
        add(name, Baseline::PatientFlit(clocks), Some(&flit))?;
    }
    add("hand-written command", Baseline::Command, Some(&flit))?;
    add(
        "hand-written command as a graph",
        Baseline::Graph,
        Some(&flit),
    )?;
    Ok(flit)
}

async fn commands(
    round: &mut Round<'_>,
    actor: &Actor<flip>,
    baseline: Option<&Row>,
) -> Result<(), Error> {
    let deactivate = round.effort.times("deactivate().await", 0, COMMANDS);
    let activate = round.effort.times("activate().await", 0, COMMANDS);
    let mut waking = Vec::new();
    let times = deactivate
        .measure(async |number| {
            let begin = Instant::now();
            actor.deactivate().await?;
            let time = begin.elapsed();
            let begin = Instant::now();
            actor.activate().await?;
            waking.push(begin.elapsed().as_nanos() as u64);
            let answer = actor.call_blocking(Words::of(number))?;
            assert!(answer.answers(number), "answer {number} is wrong");
            Ok::<_, Error>(time)
        })
        .await?;
    round.add_times(&deactivate, &times, baseline);
    round.add_times(&activate, &waking, baseline);
    Ok(())
}
