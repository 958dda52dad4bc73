//! Runtime of RingKernel.

pub mod abi;
pub mod artifact;
pub mod backend;
pub mod gpu;
pub mod kernel;
pub mod layout;
pub mod message;
