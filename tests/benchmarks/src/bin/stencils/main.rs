//! Times stencils on a GPU beside hand-written CUDA for the same work, in one process.
//!
//! For each grid the fields of both are compared after some steps, as they are then, and rounds are timed, each of all
//! cases: what is timed ends when the device has done the last step. A ratio is to the hand-written kernel that was the
//! fastest in the same round. The bandwidth of a copy in the same round gives the floor of a step that reads two values of
//! a cell and writes one. On the CPU it is a loop in Rust that is held to, and all fields are the same to the bit. Figures
//! go to the standard output as they come, and last into a folder.

mod field;
mod grid;
mod options;
mod processor;

use clap::Parser;
use ringkernel_benchmarks::harness::{Machine, Report};
use ringkernel_rt::prelude::*;
use ringkernel_rt::runtime::Reason;

use options::{Options, Target};

/// What stops the program.
type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let options = Options::parse();
    let tasks = tokio::runtime::Builder::new_current_thread().build()?;
    tasks.block_on(measure(&options))
}

async fn measure(options: &Options) -> Result<(), Failure> {
    let rounds = options.rounds;
    let backend = match options.target() {
        Target::Cpu(_) => Backend::Cpu,
        // Not `Cuda`, whose reason would not name the GPU.
        Target::Gpu => Backend::Auto,
    };
    let runtime = RingKernel::builder().backend(backend).build().await?;
    let device = match (options.target(), &runtime.backend().reason) {
        (Target::Cpu(_), _) => "CPU back end",
        (Target::Gpu, Reason::Found(gpu)) => gpu,
        (Target::Gpu, reason) => {
            return Err(format!("there is no GPU: {reason:?}; there is `--cpu`").into())
        }
    };
    let mut report = Report::new(Machine::here(device));
    for &size in &options.grids {
        match options.target() {
            Target::Cpu(effort) => {
                processor::measure(&runtime, size, rounds, effort, &mut report).await?;
            }
            Target::Gpu => grid::measure(&runtime, size, rounds, &mut report).await?,
        }
    }
    report.write(&options.out)?;
    say(&format!("\nwritten to {}", options.out.display()));
    runtime.shutdown().await?;
    Ok(())
}

#[expect(clippy::print_stdout, reason = "figures are what this program is for")]
fn say(line: &str) {
    println!("{line}");
}
