//! Layouts shared with the device, under their C names.
//!
//! bindgen makes `generated` from `ringkernel-build/device/abi.h`, the only source of these layouts; a test of the
//! workspace makes it again and compares. What the fields mean and who writes them is said there; the queue's protocol
//! is said in the module `queue`.

#[expect(
    missing_docs,
    reason = "C names, documented in abi.h"
)]
#[rustfmt::skip]
mod generated;

pub use generated::*;

/// Version of the layouts; device code printed for another one is refused.
pub const VERSION: u32 = RK_ABI_VERSION;
