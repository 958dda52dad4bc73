//! Kernels that exercise every construct of the language, and the table of cases that run them.
//!
//! The kernels live in [`kernels`], grouped by what they are about. [`cases`] says with which inputs each one runs and
//! how exactly the back ends must agree. `tests/parity.rs` runs the table on the CPU and on a GPU,
//! `tests/emulated.rs` runs the generated CUDA C without one.
#![forbid(unsafe_code)]

pub mod cases;
pub mod inputs;
pub mod kernels;
pub mod listen;
