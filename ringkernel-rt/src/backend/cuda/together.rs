//! Launches whose blocks wait for each other: all must be on the GPU at the same time.

use super::launch::dynamic_bytes;
use super::module::Module;
use super::{lock, Inner};
use crate::artifact::{Artifact, Plan};
use crate::backend::cpu::lane::Shape;
use crate::error::Error;

/// Whether the kernel waits at a barrier of the grid.
pub(super) fn is_asked_for(artifact: &Artifact) -> bool {
    match artifact.plan {
        Plan::Grid { cooperative, .. } => cooperative,
        Plan::Stencil { .. } | Plan::Ring { .. } => false,
    }
}

/// Fails if the blocks do not all fit the multiprocessors that no actor is on. It stays so while
/// [`Parking`](super::parking::Parking), without which no actor starts, is locked.
pub(super) fn check_fits(device: &Inner, module: &Module, shape: Shape) -> Result<(), Error> {
    // A block has at most 1024 threads.
    let threads = shape.threads() as u32;
    // `check_shape` has seen that it is less than any block may have.
    let dynamic = dynamic_bytes(module, shape) as u32;
    let together = module.blocks_per_multiprocessor(threads, dynamic)?;
    let actors = lock(&device.residents).blocks();
    let fit = together.saturating_mul(device.multiprocessors.saturating_sub(actors));
    if shape.blocks() <= u64::from(fit) {
        return Ok(());
    }
    let registers = module.registers.saturating_mul(threads);
    // One more block would not find this in a multiprocessor.
    let limiter = if (together + 1).saturating_mul(threads) > device.limits.threads_together {
        "threads of a multiprocessor"
    } else if registers.saturating_mul(together + 1) > device.limits.registers {
        "registers"
    } else if module.shared_bytes.saturating_add(dynamic) > 0 {
        "shared memory"
    } else {
        "blocks of a multiprocessor"
    };
    Err(Error::NotCoResident {
        need: u32::try_from(shape.blocks()).unwrap_or(u32::MAX),
        fit,
        limiter,
    })
}
