//! The `wavesim` command: see `wavesim --help`.

use std::error::Error as _;
use std::process::ExitCode;

use clap::Parser;
use wavesim::error::Error;
use wavesim::job::{Job, Summary};
use wavesim::options::Options;

fn main() -> ExitCode {
    let options = Options::parse();
    match simulate(&options) {
        Ok(summary) => {
            report(&summary);
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            let mut cause = error.source();
            while let Some(error) = cause {
                eprintln!("  because: {error}");
                cause = error.source();
            }
            ExitCode::FAILURE
        }
    }
}

fn simulate(options: &Options) -> Result<Summary, Error> {
    let job = Job::prepare(options)?;
    let room = job.room();
    let [width, height] = room.size();
    eprintln!(
        "{width:.1} x {height:.1} m: {} x {} cells of {} mm, {} steps a second (Courant number {:.4}), good up to {:.0} Hz",
        room.width,
        room.height,
        room.cell * 1e3,
        room.rate,
        room.courant(),
        room.highest_frequency(),
    );
    let executor = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|source| Error::Executor { source })?;
    executor.block_on(job.run())
}

#[expect(clippy::print_stdout, reason = "the summary is the program's output")]
fn report(summary: &Summary) {
    println!(
        "{} steps ({:.3} s of sound) in {:.1} s: {}",
        summary.steps, summary.seconds, summary.pace.seconds, summary.pace
    );
    println!("{}: {}", summary.machine, summary.schedule);
    println!("recording: {:.1} dB rms below its peak", -summary.level);
    for (path, what) in &summary.files {
        println!("{}: {what}", path.display());
    }
}
