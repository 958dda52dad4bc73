//! Hand-written CUDA for the same work, in the same process: `baseline/`.
#![expect(unsafe_code, reason = "it is C++")]

use std::ffi::{c_char, c_int, CString};

/// PTX of `baseline/round_trip.cu`; empty if there was no nvcc.
const PTX: &str = include_str!(concat!(env!("OUT_DIR"), "/round_trip.ptx"));

mod c {
    use super::{c_char, c_int};

    unsafe extern "C" {
        pub(super) fn rk_baseline_single_flit(
            ptx: *const c_char,
            nanoseconds: *mut u64,
            count: u32,
        ) -> c_int;
        pub(super) fn rk_baseline_command(
            ptx: *const c_char,
            nanoseconds: *mut u64,
            count: u32,
        ) -> c_int;
    }
}

/// A way to have 32 bytes answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Baseline {
    /// A resident warp polls; each word carries its number.
    SingleFlit,
    /// Copy in, launch, copy out, wait.
    Command,
}

/// Nanoseconds of `count` round trips, each answer checked.
///
/// # Errors
/// What could not be done.
pub fn round_trips(baseline: Baseline, count: u32) -> Result<Vec<u64>, String> {
    if PTX.is_empty() {
        return Err("built without nvcc: there is no hand-written CUDA to compare with".to_owned());
    }
    let ptx = CString::new(PTX).map_err(|error| error.to_string())?;
    let mut times = vec![0; count as usize];
    let run = match baseline {
        Baseline::SingleFlit => c::rk_baseline_single_flit,
        Baseline::Command => c::rk_baseline_command,
    };
    // SAFETY: `ptx` ends with 0 and `times` has room for `count` numbers, both for the time of the call.
    match unsafe { run(ptx.as_ptr(), times.as_mut_ptr(), count) } {
        0 => Ok(times),
        code => Err(format!(
            "step {}, driver's result {}",
            code / 10_000,
            code % 10_000
        )),
    }
}
