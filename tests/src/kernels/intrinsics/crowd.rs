//! Many threads on few cells, and what has to do with time.

use ringkernel_rt::prelude::*;

/// Every thread counts in one of a few cells; what is left does not depend on their order.
#[kernel]
pub fn crowd(counts: &mut [u32], sums: &mut [i64], edges: &mut [i32], bits: &mut [u64], n: u32) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as u32;
    if i >= n {
        return;
    }
    let cell = (i % 7) as usize;
    atomic_add(&mut counts[cell], 1);
    atomic_sub(&mut sums[cell], i as i64 * 3);
    atomic_min(&mut edges[0], 50 - i as i32);
    atomic_max(&mut edges[1], i as i32);
    atomic_or(&mut bits[0], 1u64 << (i & 63));
    atomic_xor_at(&mut bits[1], i as u64, Scope::System, Ordering::AcqRel);
}

/// A ticket for each thread: every number once.
#[kernel]
pub fn tickets(next: &mut [u32], taken: &mut [u32]) {
    let ticket = atomic_add(&mut next[0], 1);
    atomic_add(&mut taken[ticket as usize], 1);
    atomic_inc(&mut next[1], 4);
}

#[device]
fn bump(counter: &mut u32, by: u32) -> u32 {
    atomic_add(counter, by)
}

/// A place handed on, in memory and of the thread's own.
#[kernel]
pub fn handed_on(shared: &mut [u32], out: &mut [u32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    let mut own = 5;
    let before = bump(&mut own, 7);
    bump(&mut shared[0], own);
    out[i] = before * 100 + own;
}

/// The clock goes on, and sleeping ends.
#[kernel]
pub fn clocks(out: &mut [u32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    let start = clock64();
    let low = clock();
    nanosleep(100);
    thread_fence();
    let after = clock64();
    out[i] = (after >= start) as u32 + (clock().wrapping_sub(low) < 4_000_000_000) as u32;
}
