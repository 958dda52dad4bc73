//! Hand-written CUDA for the same work, in the same process: `baseline/`.
#![expect(unsafe_code, reason = "it is C++")]

pub mod wave;

use std::ffi::{c_char, c_int, CString};

/// PTX of `baseline/round_trip.cu`; empty if there was no nvcc.
const ROUND_TRIP: &str = include_str!(concat!(env!("OUT_DIR"), "/round_trip.ptx"));
/// PTX of `baseline/stream.cu`; empty if there was no nvcc.
const STREAM: &str = include_str!(concat!(env!("OUT_DIR"), "/stream.ptx"));

mod c {
    use super::{c_char, c_int};

    unsafe extern "C" {
        pub(super) fn rk_baseline_single_flit(
            ptx: *const c_char,
            nanoseconds: *mut u64,
            count: u32,
            patience: u32,
        ) -> c_int;
        pub(super) fn rk_baseline_command(
            ptx: *const c_char,
            nanoseconds: *mut u64,
            count: u32,
        ) -> c_int;
        pub(super) fn rk_baseline_graph(
            ptx: *const c_char,
            nanoseconds: *mut u64,
            count: u32,
        ) -> c_int;
        pub(super) fn rk_baseline_stream(
            ptx: *const c_char,
            bytes: u32,
            warm_up: u32,
            count: u32,
            nanoseconds: *mut u64,
        ) -> c_int;
        pub(super) fn rk_baseline_fleet(
            ptx: *const c_char,
            queues: u32,
            threads: u32,
            bytes: u32,
            warm_up: u32,
            count: u32,
            nanoseconds: *mut u64,
        ) -> c_int;
    }
}

/// Hand-written queues that threads of the host share out among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fleet {
    /// One block and 1,024 slots each.
    pub queues: u32,
    /// A thread fills and empties its queues, one after another.
    pub threads: u32,
}

/// A way to have 32 bytes answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Baseline {
    /// A resident warp polls; each word carries its number.
    SingleFlit,
    /// The same, which after a reply waits for so many clocks before it polls.
    PatientFlit(u32),
    /// Copy in, launch, copy out, wait.
    Command,
    /// The same, captured once as a CUDA graph: launch the graph, wait.
    Graph,
}

/// Nanoseconds of `count` round trips, each until the answer is checked.
///
/// # Errors
/// What could not be done.
pub fn round_trips(baseline: Baseline, count: u32) -> Result<Vec<u64>, String> {
    let ptx = text(ROUND_TRIP)?;
    let mut times = vec![0; count as usize];
    let (ptx, to) = (ptx.as_ptr(), times.as_mut_ptr());
    // SAFETY: `ptx` ends with 0 and `times` has room for `count` numbers, both for the time of the call.
    let code = unsafe {
        match baseline {
            Baseline::SingleFlit => c::rk_baseline_single_flit(ptx, to, count, 0),
            Baseline::PatientFlit(clocks) => c::rk_baseline_single_flit(ptx, to, count, clocks),
            Baseline::Command => c::rk_baseline_command(ptx, to, count),
            Baseline::Graph => c::rk_baseline_graph(ptx, to, count),
        }
    };
    outcome(code).map(|()| times)
}

/// Messages a second of `bytes` bytes through one queue of 1,024 slots, which one thread fills and another empties and
/// checks. `warm_up` messages come before the `count` that count; both are multiples of 128.
///
/// # Errors
/// What could not be done.
pub fn stream(bytes: u32, warm_up: u32, count: u32) -> Result<f64, String> {
    let ptx = text(STREAM)?;
    let mut nanoseconds = 0_u64;
    // SAFETY: `ptx` ends with 0 and `nanoseconds` has room for a number, both for the time of the call.
    let code =
        unsafe { c::rk_baseline_stream(ptx.as_ptr(), bytes, warm_up, count, &mut nanoseconds) };
    outcome(code).map(|()| f64::from(count) / (nanoseconds as f64 / 1e9))
}

/// Messages a second of `bytes` bytes through all queues of a fleet together, each checked. Each queue has `warm_up`
/// messages before the `count` that count; both are multiples of 128.
///
/// # Errors
/// What could not be done.
pub fn fleet(fleet: Fleet, bytes: u32, warm_up: u32, count: u32) -> Result<f64, String> {
    let ptx = text(STREAM)?;
    let Fleet { queues, threads } = fleet;
    let mut nanoseconds = 0_u64;
    let (ptx, time) = (ptx.as_ptr(), &mut nanoseconds);
    // SAFETY: `ptx` ends with 0 and `time` has room for a number, both for the time of the call.
    let code = unsafe { c::rk_baseline_fleet(ptx, queues, threads, bytes, warm_up, count, time) };
    outcome(code).map(|()| f64::from(queues) * f64::from(count) / (nanoseconds as f64 / 1e9))
}

fn text(ptx: &str) -> Result<CString, String> {
    if ptx.is_empty() {
        return Err("built without nvcc: there is no hand-written CUDA to compare with".to_owned());
    }
    CString::new(ptx).map_err(|error| error.to_string())
}

fn outcome(code: c_int) -> Result<(), String> {
    match code {
        0 => Ok(()),
        code => Err(format!(
            "hand-written CUDA, step {}, driver's result {}",
            code / 10_000,
            code % 10_000
        )),
    }
}
