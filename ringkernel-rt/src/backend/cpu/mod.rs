//! Runs kernels on the CPU.

/// Arguments of a kernel on the CPU.
#[derive(Debug)]
pub struct Arguments {}
