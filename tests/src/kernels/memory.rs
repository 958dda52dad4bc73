//! Slices, lengths, barriers, grids of up to three dimensions.

use ringkernel_rt::prelude::*;

/// Each block reverses its part: every thread writes, all wait, every thread reads another's element.
#[kernel]
pub fn reverse_blocks(input: &[i32], scratch: &mut [i32], out: &mut [i32]) {
    let base = block_idx_x() * block_dim_x();
    let lane = thread_idx_x();
    scratch[(base + lane) as usize] = input[(base + lane) as usize] * 2;
    sync_threads();
    let from = base + block_dim_x() - 1 - lane;
    out[(base + lane) as usize] = scratch[from as usize];
}

/// A sum within each block by halving strides, a barrier in a loop.
#[kernel]
pub fn block_sum(data: &mut [f32], sums: &mut [f32]) {
    let lane = thread_idx_x();
    let base = block_idx_x() * block_dim_x();
    let mut stride = block_dim_x() / 2;
    while stride > 0 {
        if lane < stride {
            data[(base + lane) as usize] += data[(base + lane + stride) as usize];
        }
        sync_threads();
        stride /= 2;
    }
    if lane == 0 {
        sums[block_idx_x() as usize] = data[base as usize];
    }
}

/// Every index and dimension of a three-dimensional launch.
#[kernel]
pub fn coordinates(out: &mut [i32]) {
    let x = block_idx_x() * block_dim_x() + thread_idx_x();
    let y = block_idx_y() * block_dim_y() + thread_idx_y();
    let z = block_idx_z() * block_dim_z() + thread_idx_z();
    let width = grid_dim_x() * block_dim_x();
    let height = grid_dim_y() * block_dim_y();
    let depth = grid_dim_z() * block_dim_z();
    let at = (z * height + y) * width + x;
    out[at as usize] = x + 100 * y + 10000 * z + depth;
}

/// Matrix product from memory, rows by columns.
#[kernel]
pub fn matrix_product(a: &[f32], b: &[f32], c: &mut [f32], n: usize) {
    let row = (block_idx_y() * block_dim_y() + thread_idx_y()) as usize;
    let column = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if row < n && column < n {
        let mut sum = 0.0;
        for k in 0..n {
            sum += a[row * n + k] * b[k * n + column];
        }
        c[row * n + column] = sum;
    }
}

/// Reads its own output's length and several types at once.
#[kernel]
pub fn mixed(flags: &[bool], wide: &[u64], out: &mut [f64], scale: f64) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i < out.len() && i < flags.len() && i < wide.len() {
        out[i] = if flags[i] {
            wide[i] as f64 * scale
        } else {
            -(wide.len() as f64)
        };
    }
}

/// Writes flags.
#[kernel]
pub fn thresholds(a: &[f32], out: &mut [bool], limit: f32) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i < a.len() {
        out[i] = a[i] > limit;
    }
}
