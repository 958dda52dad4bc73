//! Prints CUDA C from the checked IR.

use crate::ir::Location;

/// The complete device code of one kernel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CudaSource {
    /// The text: the device library's files it needs, then the kernel's own part. It includes nothing.
    pub text: String,
    /// Byte position in `text` where the kernel's own part starts.
    pub own: usize,
    /// The symbol to launch.
    pub entry: String,
    /// Source places that faults refer to by index.
    pub sites: Vec<Location>,
    /// Compiler flags that keep Rust's meaning.
    pub flags: Vec<&'static str>,
    /// The lowest compute capability that can run it, times ten.
    pub min_arch: u32,
}
