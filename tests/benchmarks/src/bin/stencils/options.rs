//! What the program is asked for.

use std::path::PathBuf;

use super::grid::Size;

/// Measures stencils beside hand-written CUDA, or on the CPU beside a hand-written loop, in one process.
#[derive(Debug, clap::Parser)]
pub(crate) struct Options {
    /// Rounds, each of all cases
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) rounds: u32,
    /// The folder for tables and plots
    #[arg(long, default_value = "target/benchmarks")]
    pub(crate) out: PathBuf,
    /// Only these grids
    #[arg(long, value_delimiter = ',', value_enum, default_values_t = Size::ALL)]
    pub(crate) grids: Vec<Size>,
    /// On the CPU, beside a loop in Rust
    #[arg(long)]
    cpu: bool,
    /// Few steps: tells whether it works, not how fast
    #[arg(long, requires = "cpu")]
    quick: bool,
}

/// What computes the steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Cpu(Effort),
    Gpu,
}

/// How much is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effort {
    Full,
    Quick,
}

impl Options {
    pub(crate) fn target(&self) -> Target {
        match (self.cpu, self.quick) {
            (true, false) => Target::Cpu(Effort::Full),
            (true, true) => Target::Cpu(Effort::Quick),
            (false, _) => Target::Gpu,
        }
    }
}
