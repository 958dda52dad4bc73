//! Back ends: the machines that kernels run on.
//!
//! They are an enum, not a trait: there are few, and the runtime knows each.

use std::sync::Arc;

pub mod cpu;

/// An opened machine.
#[derive(Debug)]
pub(crate) enum Device {
    /// This computer's processor.
    Cpu(cpu::Device),
}

/// Memory of a machine.
#[derive(Clone, Debug)]
pub(crate) enum Memory {
    /// Of the CPU device.
    Cpu(Arc<cpu::Memory>),
}
