//! Back ends: the machines that kernels run on.
//!
//! They are an enum, not a trait: there are few, and the runtime knows each.

use std::sync::Arc;

use crate::error::Error;

pub mod cpu;
pub(crate) mod cuda;
pub(crate) mod worker;

/// An opened machine.
#[derive(Debug)]
pub(crate) enum Device {
    /// This computer's processor.
    Cpu(cpu::Device),
    /// An NVIDIA GPU.
    Cuda(cuda::Device),
}

/// Memory of a machine.
#[derive(Clone, Debug)]
pub(crate) enum Memory {
    /// Of the CPU device.
    Cpu(Arc<cpu::Memory>),
    /// Of a GPU.
    Cuda(Arc<cuda::Memory>),
}

impl Memory {
    /// As the CPU device's.
    pub(crate) fn into_cpu(self) -> Result<Arc<cpu::Memory>, Error> {
        match self {
            Self::Cpu(memory) => Ok(memory),
            Self::Cuda(_) => Err(Error::ForeignBuffer),
        }
    }

    /// As a GPU's.
    pub(crate) fn into_cuda(self) -> Result<Arc<cuda::Memory>, Error> {
        match self {
            Self::Cuda(memory) => Ok(memory),
            Self::Cpu(_) => Err(Error::ForeignBuffer),
        }
    }
}
