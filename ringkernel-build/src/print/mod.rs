//! Writes the checked IR as text in another language.

pub mod cuda;
