//! Times actors on a GPU beside hand-written CUDA for the same work, in one process.
//!
//! Every answer is checked, and a latency ends when it is. Each round runs all cases; a ratio is to the hand-written CUDA
//! of the same round. The figures go to the standard output as they come, and last into a folder: `figures.csv`,
//! `figures.json`, `figures.md` (a section for `BENCHMARKS.md`), `latency.svg` and `throughput.svg`.

mod cold;
mod fleet;
mod lives;
mod options;
mod processor;
mod round;
mod streams;
mod trips;

use std::time::Instant;

use clap::Parser;
use ringkernel_benchmarks::harness::{Machine, Report};
use ringkernel_rt::prelude::*;
use ringkernel_rt::runtime::Reason;

use options::{Group, Options, Purpose, Target};
use round::Round;

/// What stops the program.
type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let begin = Instant::now();
    let options = Options::parse();
    let tasks = tokio::runtime::Builder::new_current_thread().build()?;
    tasks.block_on(async {
        match options.purpose() {
            Purpose::Figures => measure(&options).await,
            Purpose::FirstAnswer => cold::answer(options.target(), begin).await,
        }
    })
}

async fn measure(options: &Options) -> Result<(), Failure> {
    let mut report = Report::new(Machine::here(&device(&open(options.target()).await?)));
    for _ in 0..options.rounds() {
        let mut round = Round::new(options.target(), options.effort(), &mut report);
        let does = |group| options.only.contains(&group);
        if does(Group::Cold) {
            cold::run(&mut round)?;
        }
        // Each round opens the device, as a program would.
        let runtime = open(options.target()).await?;
        let flit = match does(Group::Trips) {
            true => trips::run(&mut round, &runtime).await?,
            false => None,
        };
        if does(Group::Lives) {
            lives::run(&mut round, &runtime, flit.as_ref()).await?;
        }
        if does(Group::Streams) {
            streams::run(&mut round, &runtime).await?;
        }
        if does(Group::Fleet) {
            fleet::run(&mut round, &runtime).await?;
        }
        runtime.shutdown().await?;
    }
    report.write(&options.out)?;
    round::say(&format!("\nwritten to {}", options.out.display()));
    Ok(())
}

async fn open(target: Target) -> Result<RingKernel, Failure> {
    let backend = match target {
        Target::Cpu => Backend::Cpu,
        // Not `Cuda`, whose reason would not name the GPU.
        Target::Gpu => Backend::Auto,
    };
    let runtime = RingKernel::builder().backend(backend).build().await?;
    match (target, &runtime.backend().reason) {
        (Target::Gpu, Reason::NoGpu(error)) => Err(format!("{error}; there is `--cpu`").into()),
        _ => Ok(runtime),
    }
}

fn device(runtime: &RingKernel) -> String {
    match &runtime.backend().reason {
        Reason::Found(gpu) => gpu.clone(),
        _ => "CPU back end".to_owned(),
    }
}
