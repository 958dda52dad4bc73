//! Atomic operations on u32.

use ringkernel_rt::prelude::*;

/// Each operation on a cell of its own.
#[kernel]
pub fn atomic_u32(a: &[u32], b: &[u32], cells: &mut [u32], out: &mut [u32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= a.len() {
        return;
    }
    let x = a[i];
    let y = b[i];
    atomic_store(&mut cells[i], x);
    let base = i * 49;
    out[base] = atomic_add(&mut cells[i], y);
    out[base + 1] = fetch_add(&mut cells[i], y);
    out[base + 2] = atomic_add_at(&mut cells[i], x, Scope::Block, Ordering::Relaxed);
    out[base + 3] = atomic_add_at(&mut cells[i], x, Scope::Device, Ordering::Acquire);
    out[base + 4] = atomic_sub(&mut cells[i], y);
    out[base + 5] = fetch_sub(&mut cells[i], y);
    out[base + 6] = atomic_sub_at(&mut cells[i], x, Scope::System, Ordering::Release);
    out[base + 7] = atomic_sub_at(&mut cells[i], x, Scope::Block, Ordering::AcqRel);
    out[base + 8] = atomic_min(&mut cells[i], y);
    out[base + 9] = fetch_min(&mut cells[i], y);
    out[base + 10] = atomic_min_at(&mut cells[i], x, Scope::Device, Ordering::Relaxed);
    out[base + 11] = atomic_min_at(&mut cells[i], x, Scope::System, Ordering::Acquire);
    out[base + 12] = atomic_max(&mut cells[i], y);
    out[base + 13] = fetch_max(&mut cells[i], y);
    out[base + 14] = atomic_max_at(&mut cells[i], x, Scope::Block, Ordering::Release);
    out[base + 15] = atomic_max_at(&mut cells[i], x, Scope::Device, Ordering::AcqRel);
    out[base + 16] = atomic_exchange(&mut cells[i], y);
    out[base + 17] = atomic_exch(&mut cells[i], y);
    out[base + 18] = atomic_exchange_at(&mut cells[i], x, Scope::System, Ordering::Relaxed);
    out[base + 19] = atomic_exchange_at(&mut cells[i], x, Scope::Block, Ordering::Acquire);
    out[base + 20] = atomic_and(&mut cells[i], y);
    out[base + 21] = fetch_and(&mut cells[i], y);
    out[base + 22] = atomic_and_at(&mut cells[i], x, Scope::Device, Ordering::Release);
    out[base + 23] = atomic_and_at(&mut cells[i], x, Scope::System, Ordering::AcqRel);
    out[base + 24] = atomic_or(&mut cells[i], y);
    out[base + 25] = fetch_or(&mut cells[i], y);
    out[base + 26] = atomic_or_at(&mut cells[i], x, Scope::Block, Ordering::Relaxed);
    out[base + 27] = atomic_or_at(&mut cells[i], x, Scope::Device, Ordering::Acquire);
    out[base + 28] = atomic_xor(&mut cells[i], y);
    out[base + 29] = fetch_xor(&mut cells[i], y);
    out[base + 30] = atomic_xor_at(&mut cells[i], x, Scope::System, Ordering::Release);
    out[base + 31] = atomic_xor_at(&mut cells[i], x, Scope::Block, Ordering::AcqRel);
    out[base + 32] = atomic_inc(&mut cells[i], y);
    out[base + 33] = atomic_inc_at(&mut cells[i], x, Scope::Device, Ordering::Relaxed);
    out[base + 34] = atomic_inc_at(&mut cells[i], x, Scope::System, Ordering::Acquire);
    out[base + 35] = atomic_dec(&mut cells[i], y);
    out[base + 36] = atomic_dec_at(&mut cells[i], x, Scope::Block, Ordering::Release);
    out[base + 37] = atomic_dec_at(&mut cells[i], x, Scope::Device, Ordering::AcqRel);
    out[base + 38] = atomic_cas(&mut cells[i], x, y);
    out[base + 39] = atomic_compare_swap(&mut cells[i], y, x);
    out[base + 40] = atomic_cas_at(&mut cells[i], x, y, Scope::Block, Ordering::AcqRel);
    out[base + 41] = atomic_load(&cells[i]);
    out[base + 42] = atomic_load_at(&cells[i], Scope::System, Ordering::Acquire);
    out[base + 43] = atomic_load_at(&cells[i], Scope::Block, Ordering::Relaxed);
    out[base + 44] = {
        atomic_store(&mut cells[i], y);
        cells[i]
    };
    out[base + 45] = {
        atomic_store_at(&mut cells[i], x, Scope::Device, Ordering::Release);
        cells[i]
    };
    out[base + 46] = ldg(&a[i]);
    out[base + 47] = load_global(&b[i]);
    out[base + 48] = {
        prefetch_l1(&a[i]);
        prefetch_l2(&b[i]);
        thread_fence();
        thread_fence_block();
        thread_fence_system();
        a[i]
    };
}
