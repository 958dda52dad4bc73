//! Layouts shared with the device, made by bindgen from `ringkernel-build/device/abi.h`.

/// Version of the layouts; device code printed for another one is refused.
pub const VERSION: u32 = 1;
