//! What a runtime holds of its device, for tests that nothing is kept: figures of the machine, not of one program.

use crate::backend::Device;
use crate::error::Error;
use crate::runtime::RingKernel;

/// What is taken of a GPU's memory and of the memory that it shares with the host; all 0 on the CPU, whose memory is the
/// process's.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Footprint {
    /// Bytes of the device's memory that anybody uses, other processes too.
    pub device: u64,
    /// Bytes of mapped memory that somebody uses.
    pub mapped: u64,
    /// Bytes of mapped memory that were had from the system, which does not get them back.
    pub chunks: u64,
    /// Blocks that are resident.
    pub blocks: u32,
    /// Persistent launches that have not ended.
    pub launches: u32,
}

impl RingKernel {
    /// What is taken of the device now.
    ///
    /// # Errors
    /// The device's.
    #[doc(hidden)]
    pub fn footprint(&self) -> Result<Footprint, Error> {
        match self.device() {
            Device::Cpu(_) => Ok(Footprint::default()),
            Device::Cuda(device) => device.footprint(),
        }
    }
}
