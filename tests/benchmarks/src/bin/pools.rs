//! Times the life of actors in a pool on a GPU, and one actor beside idle neighbours, with hand-written CUDA for a round
//! trip in the same process.
//!
//! Every answer is checked. An actor has begun, or ended, when the device has acknowledged it and, where it begins, when
//! its first answer can be asked for.
#![expect(clippy::print_stdout, reason = "figures are what this program is for")]

use std::time::{Duration, Instant};

use ringkernel_benchmarks::baseline::{round_trips, Baseline};
use ringkernel_benchmarks::echo::{flip, inverse, Words};
use ringkernel_benchmarks::figure::Times;
use ringkernel_rt::prelude::*;

/// Actors of the pool: one for each multiprocessor of an H200.
const ACTORS: u32 = 132;
const WARM: u32 = 2_000;
const COUNT: u32 = 50_000;
const LIVES: usize = 2_000;
const ROUNDS: u32 = 3;

fn nanoseconds(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_nanos()).expect("it ends")
}

fn trips(actor: &Actor<flip>) -> Vec<u64> {
    let times = (0..WARM + COUNT).map(|number| {
        let asked = Words { words: [number; 8] };
        let begin = Instant::now();
        let answer = actor.call_blocking(asked).expect("the actor lives");
        let time = nanoseconds(begin);
        assert_eq!(answer.words, asked.words.map(|word| word ^ 0xa5a5_a5a5));
        time
    });
    times.collect::<Vec<_>>().split_off(WARM as usize)
}

fn row(what: &str, times: &[u64], baseline: &[u64]) {
    let of = |times: &[u64], share| Times(times).percentile(share) as f64 / 1e3;
    println!(
        "{what:<34} p50 {:>7.2} us  p99 {:>7.2} us  ratio p50 {:.3}  p99 {:.3}",
        of(times, 50),
        of(times, 99),
        of(times, 50) / of(baseline, 50),
        of(times, 99) / of(baseline, 99)
    );
}

fn check(actor: &Actor<flip>) {
    let asked = Words { words: [3; 8] };
    let answer = actor.call_blocking(asked).expect("the actor lives");
    assert_eq!(answer.words, [3 ^ 0xa5a5_a5a5; 8]);
}

/// Creates and drops, restarts a living one, restarts after a fault.
async fn lives(pool: &Pool<flip>, runtime: &RingKernel) -> Result<[Vec<u64>; 3], Error> {
    let mut times = [Vec::new(), Vec::new(), Vec::new()];
    for _ in 0..LIVES {
        let begin = Instant::now();
        let actor = pool.create().await?;
        times[0].push(nanoseconds(begin));
        check(&actor);
    }
    let actor = pool.create().await?;
    for _ in 0..LIVES {
        let begin = Instant::now();
        actor.restart().await?;
        times[1].push(nanoseconds(begin));
        check(&actor);
    }
    drop(actor);
    let faulty = runtime.launch::<inverse>(LaunchOptions::default()).await?;
    for _ in 0..LIVES {
        assert!(faulty.call_blocking(Words { words: [0; 8] }).is_err());
        let begin = Instant::now();
        faulty.restart().await?;
        times[2].push(nanoseconds(begin));
        let answer = faulty.call_blocking(Words { words: [5; 8] })?;
        assert_eq!(answer.words[0], 20);
    }
    Ok(times)
}

/// Seconds of the processor that this process has had.
fn processor() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("Linux tells");
    let fields: Vec<_> = stat
        .rsplit(") ")
        .next()
        .expect("it has a name")
        .split(' ')
        .collect();
    let ticks = |at: usize| fields[at].parse::<f64>().expect("a number");
    // Fields 14 and 15 of the file, in hundredths.
    (ticks(11) + ticks(12)) / 100.0
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    for round in 1..=ROUNDS {
        println!("round {round}");
        let times = match round_trips(Baseline::SingleFlit, WARM + COUNT) {
            Ok(mut times) => times.split_off(WARM as usize),
            Err(error) => {
                println!("the baseline: {error}");
                std::process::exit(1);
            }
        };
        let baseline = times.as_slice();
        row("hand-written single flit", baseline, baseline);
        let runtime = RingKernel::builder().backend(Backend::Cuda).build().await?;
        let single = runtime.launch::<flip>(LaunchOptions::default()).await?;
        row("one actor, alone", &trips(&single), baseline);
        drop(single);
        let pool = runtime
            .pool::<flip>(LaunchOptions::default().instances(ACTORS))
            .await?;
        let first = pool.create().await?;
        row("one actor, 131 vacant places", &trips(&first), baseline);
        let mut actors = Vec::new();
        for _ in 1..ACTORS {
            actors.push(pool.create().await?);
        }
        row("one actor, 131 idle neighbours", &trips(&first), baseline);
        let before = processor();
        let begin = Instant::now();
        std::thread::sleep(Duration::from_secs(3));
        let share = (processor() - before) / begin.elapsed().as_secs_f64();
        println!("a core's share while all idle       {:.3}", share);
        row("the same after 3 s of silence", &trips(&first), baseline);
        for actor in &actors {
            check(actor);
        }
        drop(actors);
        let [create, restart, after_fault] = lives(&pool, &runtime).await?;
        row("create", &create, baseline);
        row("restart of a living actor", &restart, baseline);
        row("restart after a fault", &after_fault, baseline);
        drop((first, pool));
        runtime.shutdown().await?;
    }
    Ok(())
}
