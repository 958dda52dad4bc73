//! Back ends.
pub mod cpu;
