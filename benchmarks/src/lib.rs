//! What RingKernel costs: the front end over all kernels of the tests, and the expansion of a dense kernel.
//!
//! `BENCHMARKS.md` has the figures and the commands.

pub mod baseline;
pub mod dense;
pub mod echo;
pub mod figure;
