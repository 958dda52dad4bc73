//! Times actors on a GPU beside hand-written CUDA for the same work, in one process.
//!
//! Every answer is checked. Rounds of the two alternate, and what is said of a round is a ratio to the hand-written one
//! of the same round.
#![expect(clippy::print_stdout, reason = "figures are what this program is for")]

use std::time::Instant;

use ringkernel_benchmarks::baseline::{round_trips, Baseline};
use ringkernel_benchmarks::echo::{flip, Words};
use ringkernel_benchmarks::figure::Times;
use ringkernel_rt::actor::TrySendError;
use ringkernel_rt::prelude::*;

/// Round trips that are not counted, and those that are.
const WARM: u32 = 2_000;
const COUNT: u32 = 50_000;
const ROUNDS: u32 = 3;
/// Messages whose answers are not waited for one by one.
const STREAM: u32 = 1_000_000;
const COMMANDS: usize = 2_000;

fn message(seed: &mut u32) -> Words {
    Words {
        words: [(); 8].map(|()| {
            *seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            *seed
        }),
    }
}

fn check(asked: Words, answer: Words) {
    assert_eq!(answer.words, asked.words.map(|word| word ^ 0xa5a5_a5a5));
}

fn nanoseconds(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_nanos()).expect("it ends")
}

fn hand_written(baseline: Baseline) -> Vec<u64> {
    match round_trips(baseline, WARM + COUNT) {
        Ok(mut times) => times.split_off(WARM as usize),
        Err(error) => {
            println!("{baseline:?}: {error}");
            std::process::exit(1);
        }
    }
}

async fn blocking(actor: &Actor<flip>) -> Vec<u64> {
    let mut seed = 1;
    let mut times: Vec<u64> = (0..WARM + COUNT)
        .map(|_| {
            let asked = message(&mut seed);
            let begin = Instant::now();
            let answer = actor.call_blocking(asked).expect("the actor lives");
            let time = nanoseconds(begin);
            check(asked, answer);
            time
        })
        .collect();
    times.split_off(WARM as usize)
}

async fn awaited(actor: &Actor<flip>) -> Vec<u64> {
    let mut seed = 2;
    let mut times = Vec::new();
    for _ in 0..WARM + COUNT {
        let asked = message(&mut seed);
        let begin = Instant::now();
        let answer = actor.call(asked).await.expect("the actor lives");
        times.push(nanoseconds(begin));
        check(asked, answer);
    }
    times.split_off(WARM as usize)
}

/// Millions of answered messages a second, sent as the queue takes them.
async fn stream(actor: &Actor<flip>) -> f64 {
    let (mut sending, mut expecting) = (3, 3);
    let (mut sent, mut waiting) = (0, None);
    let begin = Instant::now();
    for _ in 0..STREAM {
        while sent < STREAM {
            let next = waiting.take().unwrap_or_else(|| message(&mut sending));
            if let Err(TrySendError::Full(back)) = actor.try_send(next) {
                waiting = Some(back);
                break;
            }
            sent += 1;
        }
        let answer = actor.recv().await.expect("the actor lives");
        check(message(&mut expecting), answer);
    }
    f64::from(STREAM) / begin.elapsed().as_secs_f64() / 1e6
}

async fn commands(actor: &Actor<flip>) -> [Vec<u64>; 2] {
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..COMMANDS {
        let begin = Instant::now();
        actor.deactivate().await.expect("the actor lives");
        times[0].push(nanoseconds(begin));
        let begin = Instant::now();
        actor.activate().await.expect("the actor lives");
        times[1].push(nanoseconds(begin));
    }
    times
}

fn row(what: &str, times: &[u64], baseline: &[u64]) {
    let of = |times: &[u64], share| Times(times).percentile(share) as f64 / 1e3;
    println!(
        "{what:<28} p50 {:>7.2} us  p99 {:>7.2} us  ratio p50 {:.3}  p99 {:.3}",
        of(times, 50),
        of(times, 99),
        of(times, 50) / of(baseline, 50),
        of(times, 99) / of(baseline, 99)
    );
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    for round in 1..=ROUNDS {
        println!("round {round}");
        let baseline = hand_written(Baseline::SingleFlit);
        row("hand-written single flit", &baseline, &baseline);
        let traditional = hand_written(Baseline::Command);
        row("hand-written command", &traditional, &baseline);

        let runtime = RingKernel::builder().backend(Backend::Cuda).build().await?;
        let begin = Instant::now();
        let actor = runtime.launch::<flip>(LaunchOptions::default()).await?;
        let asked = message(&mut 4);
        check(asked, actor.call_blocking(asked)?);
        println!(
            "launch to first answer       {:.1} us",
            nanoseconds(begin) as f64 / 1e3
        );
        row("call_blocking", &blocking(&actor).await, &baseline);
        row("call().await", &awaited(&actor).await, &baseline);
        let [deactivate, activate] = commands(&actor).await;
        row("deactivate", &deactivate, &baseline);
        row("activate", &activate, &baseline);
        println!(
            "try_send and recv            {:.2} M/s",
            stream(&actor).await
        );
        actor.terminate().await?;
        runtime.shutdown().await?;
    }
    Ok(())
}
