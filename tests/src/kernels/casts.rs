//! `as` between every pair of types, saturation included.

use ringkernel_rt::prelude::*;

/// From f32 to each integer type and back.
#[kernel]
pub fn from_f32(a: &[f32], out: &mut [i64]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= a.len() {
        return;
    }
    let x = a[i];
    let base = i * 6;
    out[base] = x as i32 as i64;
    out[base + 1] = x as u32 as i64;
    out[base + 2] = x as i64;
    out[base + 3] = x as u64 as i64;
    out[base + 4] = x as usize as i64;
    out[base + 5] = (x as f64 * 3.0) as i64;
}

/// From f64 to each integer type.
#[kernel]
pub fn from_f64(a: &[f64], out: &mut [i64]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= a.len() {
        return;
    }
    let x = a[i];
    let base = i * 5;
    out[base] = x as i32 as i64;
    out[base + 1] = x as u32 as i64;
    out[base + 2] = x as i64;
    out[base + 3] = x as u64 as i64;
    out[base + 4] = (x as f32) as i64;
}

/// From integers to floats.
#[kernel]
pub fn to_floats(a: &[i64], out: &mut [f64]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= a.len() {
        return;
    }
    let x = a[i];
    let base = i * 7;
    out[base] = x as f64;
    out[base + 1] = x as f32 as f64;
    out[base + 2] = x as u64 as f64;
    out[base + 3] = x as u64 as f32 as f64;
    out[base + 4] = x as i32 as f32 as f64;
    out[base + 5] = x as u32 as f32 as f64;
    out[base + 6] = x as usize as f64;
}

/// Between integers: truncation, sign and zero extension; bool to integer.
#[kernel]
pub fn between_integers(a: &[i64], out: &mut [u64]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= a.len() {
        return;
    }
    let x = a[i];
    let base = i * 6;
    out[base] = x as i32 as u64;
    out[base + 1] = x as u32 as u64;
    out[base + 2] = x as u32 as i32 as i64 as u64;
    out[base + 3] = x as usize as u32 as usize as u64;
    out[base + 4] = (x > 5) as u64 + (x < 0) as u32 as u64;
    out[base + 5] = -1i32 as u64;
}
