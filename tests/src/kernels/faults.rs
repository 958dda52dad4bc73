//! Kernels that go wrong at a known place.

use ringkernel_rt::prelude::*;

/// Reads one element too many when told to. The read stands in line [`READ_LINE`].
#[kernel]
pub fn read_past(values: &[i32], out: &mut [i32], extra: i32) {
    let i = block_idx_x() * block_dim_x() + thread_idx_x();
    if i as usize >= out.len() {
        return;
    }
    let shifted = i + extra;
    out[i as usize] = values[shifted as usize];
}

/// Line of the access in [`read_past()`] that may be out of range.
pub const READ_LINE: u32 = 13;

/// Line of the division in [`divide()`].
pub const DIVIDE_LINE: u32 = 29;

/// Divides by what it is given.
#[kernel]
pub fn divide(a: &[i32], b: &[i32], out: &mut [i32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= a.len() {
        return;
    }
    out[i] = a[i] / b[i] + a[i] % b[i];
}

/// Faults inside a function that a function calls.
#[device]
fn deep(values: &[i32], at: usize) -> i32 {
    let next = values[at] as usize;
    deeper(values, next)
}

/// The innermost of them.
#[device]
fn deeper(values: &[i32], at: usize) -> i32 {
    values[at]
}

/// Line of the access in [`follow()`] that may be out of range.
pub const DEEPER_LINE: u32 = 42;

/// Follows two links.
#[kernel]
pub fn follow(links: &[i32], out: &mut [i32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= out.len() {
        return;
    }
    out[i] = deep(links, i) + 1;
}

/// One thread faults before a barrier that the others wait at.
#[kernel]
pub fn fault_before_barrier(values: &mut [i32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    values[i + 1] = 1;
    sync_threads();
    values[0] = 2;
}
