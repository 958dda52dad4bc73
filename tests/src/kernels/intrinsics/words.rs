//! Functions of 32-bit words.

use ringkernel_rt::prelude::*;

/// Functions of 32-bit words.
#[kernel]
pub fn words(a: &[u32], b: &[u32], out: &mut [u32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= a.len() {
        return;
    }
    let x = a[i];
    let y = b[i];
    let base = i * 4;
    out[base] = byte_perm(x, y, x.rotate_left(7) ^ y);
    out[base + 1] = funnel_shift_left(x, y, y);
    out[base + 2] = funnel_shift_right(x, y, y);
    out[base + 3] = warp_size() as u32;
}
