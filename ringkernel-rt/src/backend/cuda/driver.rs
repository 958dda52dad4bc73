//! The CUDA driver: looked for before use, bound to the calling thread, its results as our errors.
//!
//! cudarc finds each function at its first call and panics when the library or the function is missing. [`probe`] asks
//! for all of [`FUNCTIONS`] first, so a call that this folder makes must have its row there (a test compares).

use std::ffi::CStr;
use std::ptr;

use cudarc::driver::sys;

use crate::error::Error;

/// Every function of the driver that this folder calls, under the name that cudarc looks up.
const FUNCTIONS: &[&str] = &[
    "cuCtxGetStreamPriorityRange",
    "cuCtxSetCurrent",
    "cuDeviceGet",
    "cuDeviceGetAttribute",
    "cuDeviceGetCount",
    "cuDeviceGetName",
    "cuDevicePrimaryCtxRelease_v2",
    "cuDevicePrimaryCtxRetain",
    "cuDriverGetVersion",
    "cuEventCreate",
    "cuEventDestroy_v2",
    "cuEventQuery",
    "cuEventRecord",
    "cuEventSynchronize",
    "cuFuncGetAttribute",
    "cuFuncGetParamInfo",
    "cuFuncLoad",
    "cuFuncSetAttribute",
    "cuGetErrorName",
    "cuGetErrorString",
    "cuInit",
    "cuLaunchCooperativeKernel",
    "cuLaunchKernel",
    "cuLaunchKernelEx",
    "cuMemAllocFromPoolAsync",
    "cuMemAlloc_v2",
    "cuMemFreeAsync",
    "cuMemFree_v2",
    "cuMemGetInfo_v2",
    "cuMemHostAlloc",
    "cuMemHostGetDevicePointer_v2",
    "cuMemPoolCreate",
    "cuMemPoolGetAttribute",
    "cuMemPoolSetAttribute",
    "cuMemcpyDtoHAsync_v2",
    "cuMemcpyHtoDAsync_v2",
    "cuMemsetD8Async",
    "cuModuleGetFunction",
    "cuModuleLoadDataEx",
    "cuModuleUnload",
    "cuOccupancyMaxActiveBlocksPerMultiprocessor",
    "cuStreamCreateWithPriority",
    "cuStreamQuery",
    "cuStreamSynchronize",
];

/// Looks for the library and for each function, so that no later call can panic.
pub(super) fn probe() -> Result<(), Error> {
    // SAFETY: opening the driver's library runs its initialisers, which ask nothing of their caller.
    if !unsafe { sys::is_culib_present() } {
        return Err(Error::NoDriver);
    }
    // SAFETY: as above; the library was found a moment ago, so this does not panic.
    let library = unsafe { sys::culib() };
    for name in FUNCTIONS {
        // SAFETY: the address is compared with nothing, called never and dropped at once: its type does not matter.
        if unsafe { library.get::<unsafe extern "C" fn()>(name.as_bytes()) }.is_err() {
            return Err(Error::Cuda {
                call: name,
                code: sys::CUresult::CUDA_ERROR_CALL_REQUIRES_NEWER_DRIVER as u32,
                message:
                    "the installed driver lacks this function: RingKernel needs driver 550 or newer"
                        .to_owned(),
            });
        }
    }
    Ok(())
}

/// Turns the result of the driver's function `call` into ours.
pub(super) fn check(call: &'static str, result: sys::CUresult) -> Result<(), Error> {
    match result {
        sys::CUresult::CUDA_SUCCESS => Ok(()),
        failed => Err(failure(call, failed, "")),
    }
}

/// Turns the result of a query into whether the work is done.
pub(super) fn check_done(call: &'static str, result: sys::CUresult) -> Result<bool, Error> {
    match result {
        sys::CUresult::CUDA_SUCCESS => Ok(true),
        sys::CUresult::CUDA_ERROR_NOT_READY => Ok(false),
        failed => Err(failure(call, failed, "")),
    }
}

/// The error of a failed `call`, with the driver's text for it and then `log`.
pub(super) fn failure(call: &'static str, result: sys::CUresult, log: &str) -> Error {
    let mut message = describe(result);
    if !log.is_empty() {
        message.push('\n');
        message.push_str(log);
    }
    Error::Cuda {
        call,
        code: result as u32,
        message,
    }
}

/// The driver's name and text for a result, such as `CUDA_ERROR_INVALID_VALUE: invalid argument`.
fn describe(result: sys::CUresult) -> String {
    let mut name = ptr::null();
    let mut text = ptr::null();
    // SAFETY: the driver writes a pointer to a text that lives as long as its library, or null for an unknown result.
    let named = unsafe { sys::cuGetErrorName(result, &mut name) };
    // SAFETY: as above.
    let told = unsafe { sys::cuGetErrorString(result, &mut text) };
    if named != sys::CUresult::CUDA_SUCCESS
        || told != sys::CUresult::CUDA_SUCCESS
        || name.is_null()
        || text.is_null()
    {
        return format!("{result:?}");
    }
    // SAFETY: not null, so both are C strings of the driver that live as long as its library.
    let (name, text) = unsafe { (CStr::from_ptr(name), CStr::from_ptr(text)) };
    format!("{}: {}", name.to_string_lossy(), text.to_string_lossy())
}

/// The primary context of a device; the handle lives as long as the process (see [`super`]).
#[derive(Clone, Copy, Debug)]
pub(super) struct Context {
    raw: sys::CUcontext,
}

// SAFETY: the driver lets any thread use a context handle.
unsafe impl Send for Context {}
// SAFETY: as for `Send`; the driver locks inside.
unsafe impl Sync for Context {}

impl Context {
    /// Retains the primary context of `device`.
    pub(super) fn retain(device: sys::CUdevice) -> Result<Self, Error> {
        let mut raw = ptr::null_mut();
        // SAFETY: `device` came from `cuDeviceGet`; the driver writes a handle.
        check("cuDevicePrimaryCtxRetain", unsafe {
            sys::cuDevicePrimaryCtxRetain(&mut raw, device)
        })?;
        Ok(Self { raw })
    }

    /// Makes it the calling thread's context, which every call below relies on.
    pub(super) fn bind(self) -> Result<(), Error> {
        // SAFETY: the context was retained and is never released after a successful open.
        check("cuCtxSetCurrent", unsafe { sys::cuCtxSetCurrent(self.raw) })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_call_is_probed_and_every_probe_is_called() {
        let sources = [
            include_str!("actor.rs"),
            include_str!("driver.rs"),
            include_str!("launch.rs"),
            include_str!("mapped.rs"),
            include_str!("memory.rs"),
            include_str!("mod.rs"),
            include_str!("module.rs"),
            include_str!("parking.rs"),
            include_str!("report.rs"),
            include_str!("stream.rs"),
            include_str!("sweep.rs"),
            include_str!("together.rs"),
        ];
        let mut called = BTreeSet::new();
        for source in sources {
            for (position, prefix) in source.match_indices("sys::cu") {
                let name = &source[position + prefix.len() - 2..];
                let end = name
                    .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                    .unwrap_or(name.len());
                if name[..end].starts_with(|c: char| c.is_ascii_lowercase())
                    && name[end..].starts_with('(')
                {
                    called.insert(&name[..end]);
                }
            }
        }
        called.remove("culib");
        let probed: BTreeSet<&str> = FUNCTIONS.iter().copied().collect();
        assert_eq!(called, probed);
    }
}
