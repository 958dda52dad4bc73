//! What RingKernel costs: the front end over kernels of the tests, the expansion of a dense kernel, and actors and stencils
//! beside hand-written CUDA, and stencils on the CPU beside hand-written loops.
//!
//! `BENCHMARKS.md` has the figures and the commands.

pub mod baseline;
pub mod dense;
pub mod echo;
pub mod harness;
pub mod rows;
pub mod waves;
