//! Times stencils on a GPU beside hand-written CUDA for the same work, in one process.
//!
//! For each grid the fields of both are compared after some steps, and then rounds are timed, each of all cases: what is
//! timed ends when the device has done the last step. A ratio is to the hand-written kernel that was the fastest in the
//! same round. The bandwidth of a copy in the same round gives the floor of a step that reads two values of a cell and
//! writes one. Figures go to the standard output as they come, and last into a folder.

mod field;
mod grid;
mod options;

use clap::Parser;
use ringkernel_benchmarks::harness::{Machine, Report};
use ringkernel_rt::prelude::*;
use ringkernel_rt::runtime::Reason;

use options::Options;

/// What stops the program.
type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let options = Options::parse();
    let tasks = tokio::runtime::Builder::new_current_thread().build()?;
    tasks.block_on(measure(&options))
}

async fn measure(options: &Options) -> Result<(), Failure> {
    let runtime = RingKernel::builder().build().await?;
    let Reason::Found(gpu) = &runtime.backend().reason else {
        return Err(format!("there is no GPU: {:?}", runtime.backend().reason).into());
    };
    let mut report = Report::new(Machine::here(gpu));
    for size in &options.grids {
        grid::measure(&runtime, *size, options.rounds, &mut report).await?;
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
