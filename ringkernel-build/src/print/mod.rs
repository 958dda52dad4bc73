//! Writes the checked IR as text in another language.
//!
//! [`cuda`] prints the device code of a kernel, [`rust`] the artifact that carries it into the user's crate.

pub mod cuda;
mod namer;
pub mod rust;
mod writer;
