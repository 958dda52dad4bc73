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

/// Line of the access in [`seek()`] that may be out of range.
pub const SEEK_LINE: u32 = line!() + 6;

/// The first thread of a block looks for a 0, and the others wait for its word.
#[kernel]
pub fn seek(values: &[i32], found: &mut [i32]) {
    let mut i = 0;
    while !sync_threads_or(thread_idx_x() == 0 && values[i] == 0) {
        i += 1;
    }
    found[thread_idx_x() as usize] = i as i32;
}

/// Waits until a thread of the block says so, which cannot fault itself.
#[device]
fn wait_for(said: bool) -> i32 {
    let mut rounds = 0;
    while !sync_threads_or(said) {
        rounds += 1;
    }
    rounds
}

/// Line of the access in [`seek_by_function()`] that may be out of range.
pub const SEEK_BY_FUNCTION_LINE: u32 = line!() + 7;

/// Only the thread that looks could end the others' loop, which is in a function.
#[kernel]
pub fn seek_by_function(values: &[i32], at: i32, found: &mut [i32]) {
    let mut has = false;
    if thread_idx_x() == at {
        has = values[at as usize] == 0;
    }
    found[thread_idx_x() as usize] = wait_for(has);
}

/// Line of the access in [`seek_together()`] that may be out of range.
pub const SEEK_TOGETHER_LINE: u32 = line!() + 12;

/// The threads take turns with looking for a 0, each round in another warp, and share what they see.
#[kernel]
pub fn seek_together(values: &[i32], found: &mut [i32]) {
    let thread = thread_idx_x();
    let word = shared!([i32; 2]);
    let mut i = 0;
    loop {
        let mut seen = 1;
        if thread == i * 33 % block_dim_x() {
            word[0] = i;
            seen = values[i as usize];
        }
        sync_threads();
        i = word[0] + 1;
        if block_reduce_min(seen * seen) == 0 {
            break;
        }
    }
    found[thread as usize] = i;
}
