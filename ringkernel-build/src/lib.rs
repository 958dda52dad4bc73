//! Build-script half of RingKernel: scans a crate for annotated functions and turns them into CUDA C and PTX.
#![forbid(unsafe_code)]

pub mod diagnostic;
pub mod handover;
pub mod intrinsic;
pub mod name;
pub mod syntax;

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
pub mod print;
#[cfg(feature = "toolchain")]
pub mod scan;
#[cfg(feature = "toolchain")]
pub mod schedule;
