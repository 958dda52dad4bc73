//! Atomic operations on f32.

use ringkernel_rt::prelude::*;

/// Each operation on a cell of its own.
#[kernel]
pub fn atomic_f32(a: &[f32], b: &[f32], cells: &mut [f32], out: &mut [f32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= a.len() {
        return;
    }
    let x = a[i];
    let y = b[i];
    atomic_store(&mut cells[i], x);
    let base = i * 31;
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
    out[base + 20] = atomic_cas(&mut cells[i], x, y);
    out[base + 21] = atomic_compare_swap(&mut cells[i], y, x);
    out[base + 22] = atomic_cas_at(&mut cells[i], x, y, Scope::Block, Ordering::AcqRel);
    out[base + 23] = atomic_load(&cells[i]);
    out[base + 24] = atomic_load_at(&cells[i], Scope::System, Ordering::Acquire);
    out[base + 25] = atomic_load_at(&cells[i], Scope::Block, Ordering::Relaxed);
    out[base + 26] = {
        atomic_store(&mut cells[i], y);
        cells[i]
    };
    out[base + 27] = {
        atomic_store_at(&mut cells[i], x, Scope::Device, Ordering::Release);
        cells[i]
    };
    out[base + 28] = ldg(&a[i]);
    out[base + 29] = load_global(&b[i]);
    out[base + 30] = {
        prefetch_l1(&a[i]);
        prefetch_l2(&b[i]);
        thread_fence();
        thread_fence_block();
        thread_fence_system();
        a[i]
    };
}
