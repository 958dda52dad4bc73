//! The kernels, one file for each part of the language.

pub mod actors;
pub mod arithmetic;
pub mod casts;
pub mod control;
pub mod faults;
pub mod first;
pub mod functions;
pub mod memory;
pub mod stencils;
pub mod structs;
