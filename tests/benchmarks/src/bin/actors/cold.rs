//! The first answer of a program: what a user waits for who starts one.
//!
//! The program starts itself with [`Options::first_answer`] and takes the time until that process says that it has its
//! answer, and how long it took it from its own beginning.

use std::io::{self, BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::Instant;

use ringkernel_benchmarks::echo::{flip, Echoed, Words};
use ringkernel_rt::prelude::*;

use super::options::{Options, Target};
use super::round::Round;
use super::{open, Failure};

/// Processes that do not count, which fill caches of the system, and those that do.
const WARM_UP: u32 = 1;
const COUNT: u32 = 20;

/// What a process finds of what others before it have compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cache {
    /// The driver's, with the code of this program.
    Kept,
    /// None: the driver compiles its PTX.
    Off,
}

/// In nanoseconds.
#[derive(Clone, Copy, Debug)]
struct Times {
    /// From before the process was started.
    spawn: u64,
    /// From the first line of its `main`.
    main: u64,
}

/// Adds the times of processes that start, get one answer and end.
pub(crate) fn run(round: &mut Round<'_>) -> Result<(), Failure> {
    add(
        round,
        Cache::Kept,
        "cold process, from its start to the first answer",
        "cold process, from main to the first answer",
    )?;
    match round.target {
        // Nothing is compiled for it.
        Target::Cpu => Ok(()),
        Target::Gpu => add(
            round,
            Cache::Off,
            "cold process that compiles PTX, from its start",
            "cold process that compiles PTX, from main",
        ),
    }
}

fn add(
    round: &mut Round<'_>,
    cache: Cache,
    from_spawn: &'static str,
    from_main: &'static str,
) -> Result<(), Failure> {
    let [from_spawn, from_main] =
        [from_spawn, from_main].map(|name| round.effort.times(name, WARM_UP, COUNT));
    let (mut spawn, mut main) = (Vec::new(), Vec::new());
    for number in 0..from_spawn.total() {
        let times = start(round.target, cache)?;
        if number >= from_spawn.warm_up {
            spawn.push(times.spawn);
            main.push(times.main);
        }
    }
    round.add_times(&from_spawn, &spawn, None);
    round.add_times(&from_main, &main, None);
    Ok(())
}

fn start(target: Target, cache: Cache) -> Result<Times, Failure> {
    let mut command = Command::new(std::env::current_exe()?);
    command
        .args(Options::first_answer(target))
        .stdout(Stdio::piped());
    match cache {
        Cache::Kept => {}
        Cache::Off => {
            command.env("CUDA_CACHE_DISABLE", "1");
        }
    }
    let begin = Instant::now();
    let mut child = command.spawn()?;
    let mut line = String::new();
    let said = child.stdout.take().expect("it is piped");
    BufReader::new(said).read_line(&mut line)?;
    let spawn = u64::try_from(begin.elapsed().as_nanos())?;
    let status = child.wait()?;
    let main = line.trim_end().parse();
    main.map(|main| Times { spawn, main })
        .map_err(|_| format!("a process had no answer: {status}").into())
}

/// What the process does: it says the nanoseconds since `begin` as soon as it has a checked answer.
pub(crate) async fn answer(target: Target, begin: Instant) -> Result<(), Failure> {
    let runtime = open(target).await?;
    let actor = runtime.launch::<flip>(LaunchOptions::default()).await?;
    let answer = actor.call_blocking(Words::of(1))?;
    assert!(answer.answers(1), "an answer is wrong");
    writeln!(io::stdout(), "{}", begin.elapsed().as_nanos())?;
    drop(actor);
    Ok(runtime.shutdown().await?)
}
