//! Times actors on a GPU beside hand-written CUDA for the same work, in one process.
//!
//! Every answer is checked. Rounds of the two alternate, and what is said of a round is a ratio to the hand-written one
//! of the same round. With `--cpu` only the streams run, and on the CPU.
#![expect(clippy::print_stdout, reason = "figures are what this program is for")]

use std::time::Instant;

use ringkernel_benchmarks::baseline::{round_trips, Baseline};
use ringkernel_benchmarks::echo::{flip, flip_256, flip_4096, flip_64, Echoed, Words};
use ringkernel_benchmarks::figure::Times;
use ringkernel_rt::kernel::ActorKernel;
use ringkernel_rt::prelude::*;

/// Round trips that are not counted, and those that are.
const WARM: u32 = 2_000;
const COUNT: u32 = 50_000;
const ROUNDS: u32 = 3;
const COMMANDS: usize = 2_000;

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
    let mut times = Vec::new();
    for number in 0..u64::from(WARM + COUNT) {
        let asked = Words::of(number);
        let begin = Instant::now();
        let answer = actor.call_blocking(asked).expect("the actor lives");
        times.push(nanoseconds(begin));
        assert!(answer.answers(number));
    }
    times.split_off(WARM as usize)
}

async fn awaited(actor: &Actor<flip>) -> Vec<u64> {
    let mut times = Vec::new();
    for number in 0..u64::from(WARM + COUNT) {
        let asked = Words::of(number);
        let begin = Instant::now();
        let answer = actor.call(asked).await.expect("the actor lives");
        times.push(nanoseconds(begin));
        assert!(answer.answers(number));
    }
    times.split_off(WARM as usize)
}

/// Sends `count` messages on one thread, as the queue takes them, and checks the answers on another. Prints millions of
/// answers a second.
async fn stream<K>(runtime: &RingKernel, count: u64) -> Result<(), Error>
where
    K: ActorKernel<State = ()>,
    K: ActorKernel<Reply = <K as ActorKernel>::Message>,
    K::Message: Echoed,
{
    let mut actor = runtime.launch::<K>(LaunchOptions::default()).await?;
    let (mut sender, mut receiver) = actor.split()?;
    let begin = Instant::now();
    std::thread::scope(|scope| {
        let sending = scope
            .spawn(move || (0..count).try_for_each(|n| sender.send_blocking(K::Message::of(n))));
        for number in 0..count {
            let answer = receiver.recv_blocking()?.expect("all are answered");
            assert!(answer.answers(number), "answer {number} is wrong");
        }
        sending.join().expect("the sender does not panic")
    })?;
    println!(
        "stream of {:>4} bytes         {:.2} M/s",
        size_of::<K::Message>(),
        count as f64 / begin.elapsed().as_secs_f64() / 1e6
    );
    drop(receiver);
    actor.terminate().await
}

async fn streams(runtime: &RingKernel) -> Result<(), Error> {
    stream::<flip>(runtime, 4_000_000).await?;
    stream::<flip_64>(runtime, 4_000_000).await?;
    stream::<flip_256>(runtime, 1_000_000).await?;
    stream::<flip_4096>(runtime, 100_000).await
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

async fn beside_baseline() -> Result<(), Box<dyn std::error::Error>> {
    let baseline = hand_written(Baseline::SingleFlit);
    row("hand-written single flit", &baseline, &baseline);
    let traditional = hand_written(Baseline::Command);
    row("hand-written command", &traditional, &baseline);

    let runtime = RingKernel::builder().backend(Backend::Cuda).build().await?;
    let begin = Instant::now();
    let actor = runtime.launch::<flip>(LaunchOptions::default()).await?;
    let answer = actor.call_blocking(Words::of(4))?;
    assert!(answer.answers(4));
    println!(
        "launch to first answer       {:.1} us",
        nanoseconds(begin) as f64 / 1e3
    );
    row("call_blocking", &blocking(&actor).await, &baseline);
    row("call().await", &awaited(&actor).await, &baseline);
    let [deactivate, activate] = commands(&actor).await;
    row("deactivate", &deactivate, &baseline);
    row("activate", &activate, &baseline);
    actor.terminate().await?;
    streams(&runtime).await?;
    runtime.shutdown().await?;
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    match std::env::args().nth(1).as_deref() {
        None => {
            for round in 1..=ROUNDS {
                println!("round {round}");
                beside_baseline().await?;
            }
        }
        Some("--cpu") => {
            let runtime = RingKernel::builder().backend(Backend::Cpu).build().await?;
            streams(&runtime).await?;
            runtime.shutdown().await?;
        }
        Some(other) => return Err(format!("`{other}` is no option; there is `--cpu`").into()),
    }
    Ok(())
}
