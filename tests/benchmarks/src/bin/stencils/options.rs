//! What the program is asked for.

use std::path::PathBuf;

use super::grid::Size;

/// Measures stencils beside hand-written CUDA, in one process.
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
}
