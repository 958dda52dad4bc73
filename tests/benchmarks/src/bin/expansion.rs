//! Tells what the expansion of a dense kernel took when this program was compiled.
#![expect(clippy::print_stdout, reason = "figures are what this program is for")]

use ringkernel_benchmarks::dense::DENSE_NANOSECONDS;
use ringkernel_benchmarks::harness::Times;

fn main() {
    println!(
        "expansion of a kernel of 100 lines: {}",
        Times(DENSE_NANOSECONDS)
    );
}
