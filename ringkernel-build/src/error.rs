//! Why a build script fails: a tool or a file, never a kernel's own mistake, which the macros report.

use std::io;
use std::path::PathBuf;

use crate::{nvcc, scan};

/// Why the build script fails.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A variable that Cargo sets for build scripts is not set.
    #[error("{variable} is not set: call this from a build script (build.rs)")]
    NoBuildScript {
        /// Which.
        variable: &'static str,
    },
    /// A variable of the user's has a value that it cannot have.
    #[error("{name} is `{value}`; it can be {allowed}")]
    Setting {
        /// The variable.
        name: &'static str,
        /// Its value.
        value: String,
        /// What it can be.
        allowed: &'static str,
    },
    /// An architecture is not written as nvcc writes it.
    #[error("`{arch}` is no architecture; write `sm_` and the compute capability without its point, such as `sm_90`")]
    Arch {
        /// What was written.
        arch: String,
    },
    /// A kernel needs a newer architecture than one that was asked for.
    #[error("kernel `{kernel}` needs sm_{needed}, and sm_{arch} was asked for")]
    ArchTooLow {
        /// The kernel.
        kernel: String,
        /// What was asked for.
        arch: u32,
        /// The lowest that will do.
        needed: u32,
    },
    /// The sources could not be read.
    #[error(transparent)]
    Scan(#[from] scan::Error),
    /// No device code, though it was to be made.
    #[error(transparent)]
    Nvcc(#[from] nvcc::Error),
    /// Several kernels were refused by nvcc.
    #[error("{}", join(.0))]
    Kernels(Vec<nvcc::Error>),
    /// A generated file could not be written.
    #[error("cannot write `{}`", path.display())]
    Write {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

fn join(errors: &[nvcc::Error]) -> String {
    let texts: Vec<String> = errors
        .iter()
        .map(|error| crate::cargo::chain(error))
        .collect();
    texts.join("\n")
}
