//! Build-script half of RingKernel: turns annotated Rust functions into CUDA C and PTX.
//!
//! A user's build script calls [`compile`]; everything else happens by itself:
//!
//! ```no_run
//! // in fn main() of build.rs
//! ringkernel_build::compile();
//! ```
//!
//! # How a kernel travels
//!
//! ```text
//!  #[kernel] / #[stencil] / #[ring_kernel] / #[device] fn, #[derive(GpuType, RingMessage)] struct, const
//!    │
//!    ▼
//!  syntax   one item, our subset of Rust, every node with its span          [macro and build script]
//!    ├── macro: the function for the CPU, a typed handle, include!(OUT_DIR/ringkernel/<key>.rs)
//!    └── build script
//!        scan         every annotated item of the crate
//!        lower        names resolved, types inferred: the IR
//!        layout       C's size, alignment and offsets of each struct
//!        check        rules of the whole crate; the facts that printers rely on
//!        schedule     how each kernel runs
//!        print::cuda  CUDA C
//!        nvcc         PTX, and what it takes of a GPU; the only stage that starts a process
//!        print::rust  <key>.rs, the artifact as a Rust expression
//! ```
//!
//! The macro and the build script meet in a key made of the function's name and text ([`name::artifact_key`]). A mistake
//! in a kernel does not fail the build script: it is handed over to the macro ([`handover`]), which shows it on the user's
//! token. The build script fails when a tool fails.
//!
//! # Device code
//!
//! PTX needs nvcc. It is looked for in `RINGKERNEL_NVCC` (a program), `CUDA_HOME` and `CUDA_PATH` (a toolkit's folder),
//! `PATH` and the usual folders, in this order; then, if `RINGKERNEL_TOOLKIT=pip`, a pinned toolkit is installed into the
//! target folder by pip, once. What nvcc makes is kept under the target folder (or in `RINGKERNEL_CACHE_DIR`), so a kernel
//! is compiled again only when it changes.
//!
//! `RINGKERNEL_CUDA` says what happens without nvcc:
//!
//! | Value | Meaning |
//! | --- | --- |
//! | `auto` (default) | PTX if there is an nvcc, else CUDA source alone and one note |
//! | `require` | no nvcc is an error |
//! | `off` | CUDA source alone, no note; also where `DOCS_RS` is set |
//!
//! # Features
//!
//! `toolchain` (default): everything above. The macros use this crate without it.
#![forbid(unsafe_code)]

pub mod diagnostic;
pub mod handover;
pub mod intrinsic;
pub mod log;
pub mod name;
pub mod syntax;

#[cfg(feature = "toolchain")]
mod budget;
#[cfg(feature = "toolchain")]
mod builder;
#[cfg(feature = "toolchain")]
pub mod cargo;
#[cfg(feature = "toolchain")]
pub mod check;
#[cfg(feature = "toolchain")]
mod error;
#[cfg(feature = "toolchain")]
pub mod ir;
#[cfg(feature = "toolchain")]
pub mod layout;
#[cfg(feature = "toolchain")]
pub mod lower;
#[cfg(feature = "toolchain")]
mod manifest;
#[cfg(feature = "toolchain")]
pub mod nvcc;
#[cfg(feature = "toolchain")]
mod output;
#[cfg(feature = "toolchain")]
mod pipeline;
#[cfg(feature = "toolchain")]
pub mod print;
#[cfg(feature = "toolchain")]
pub mod resource;
#[cfg(feature = "toolchain")]
pub mod scan;
#[cfg(feature = "toolchain")]
pub mod schedule;

#[cfg(feature = "toolchain")]
pub use builder::{Builder, Report};
#[cfg(feature = "toolchain")]
pub use error::Error;
#[cfg(feature = "toolchain")]
pub use pipeline::{transpile, Transpiled};

/// Makes the device code of the package whose build script calls this, with the default options of [`Builder`].
///
/// A kernel's own mistakes are not shown here but by rustc, on the user's tokens. If a tool fails, Cargo is told and the
/// build fails.
#[cfg(feature = "toolchain")]
pub fn compile() {
    Builder::new().compile();
}
