//! Writes the checked IR as text in another language.
//!
//! [`cuda`] prints the device code of a kernel, [`rust`] the artifact that carries it into the user's crate.

pub mod cuda;
pub mod rust;
