//! Pairs of results, and reads and writes of what is used once.

use ringkernel_rt::prelude::*;

/// Sines and cosines of f32.
#[kernel]
pub fn sines_f32(x: &[f32], out: &mut [f32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= x.len() {
        return;
    }
    let (sine, cosine) = x[i].sin_cos();
    out[i * 5] = sine;
    out[i * 5 + 1] = cosine;
    out[i * 5 + 2] = sincos(x[i] * 2.0).1;
    let turn = f32::sin_cos(x[i] + 1.0);
    out[i * 5 + 3] = turn.0;
    let mut steps: f32 = 0.0;
    let (_, last) = {
        steps += 1.0;
        x[i] * steps
    }
    .sin_cos();
    out[i * 5 + 4] = last;
}

/// Sines and cosines of f64.
#[kernel]
pub fn sines_f64(x: &[f64], out: &mut [f64]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= x.len() {
        return;
    }
    let (sine, cosine) = x[i].sin_cos();
    out[i * 5] = sine;
    out[i * 5 + 1] = cosine;
    out[i * 5 + 2] = sincos(x[i] * 2.0).1;
    let turn = f64::sin_cos(x[i] + 1.0);
    out[i * 5 + 3] = turn.0;
    let mut steps: f64 = 0.0;
    let (_, last) = {
        steps += 1.0;
        x[i] * steps
    }
    .sin_cos();
    out[i * 5 + 4] = last;
}

/// Moves i32s.
#[kernel]
pub fn stream_i32(from: &[i32], to: &mut [i32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i < from.len() {
        let value = load_streaming(&from[i]);
        store_streaming(&mut to[i], value);
    }
}

/// Moves u32s.
#[kernel]
pub fn stream_u32(from: &[u32], to: &mut [u32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i < from.len() {
        let value = load_streaming(&from[i]);
        store_streaming(&mut to[i], value);
    }
}

/// Moves i64s.
#[kernel]
pub fn stream_i64(from: &[i64], to: &mut [i64]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i < from.len() {
        let value = load_streaming(&from[i]);
        store_streaming(&mut to[i], value);
    }
}

/// Moves u64s.
#[kernel]
pub fn stream_u64(from: &[u64], to: &mut [u64]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i < from.len() {
        let value = load_streaming(&from[i]);
        store_streaming(&mut to[i], value);
    }
}

/// Moves isizes.
#[kernel]
pub fn stream_isize(from: &[isize], to: &mut [isize]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i < from.len() {
        let value = load_streaming(&from[i]);
        store_streaming(&mut to[i], value);
    }
}

/// Moves usizes.
#[kernel]
pub fn stream_usize(from: &[usize], to: &mut [usize]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i < from.len() {
        let value = load_streaming(&from[i]);
        store_streaming(&mut to[i], value);
    }
}

/// Moves f32s.
#[kernel]
pub fn stream_f32(from: &[f32], to: &mut [f32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i < from.len() {
        let value = load_streaming(&from[i]);
        store_streaming(&mut to[i], value);
    }
}

/// Moves f64s.
#[kernel]
pub fn stream_f64(from: &[f64], to: &mut [f64]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i < from.len() {
        let value = load_streaming(&from[i]);
        store_streaming(&mut to[i], value);
    }
}

#[device]
fn read(place: &i32) -> i32 {
    ldg(place).wrapping_add(load_streaming(place))
}

#[device]
fn write(place: &mut i32, value: i32) {
    store_streaming(place, value);
}

/// The same of a thread's own variables, which lie elsewhere, and of what was written just now.
#[kernel]
pub fn stream_own(from: &[i32], to: &mut [i32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i < from.len() {
        let mut own = 7;
        write(&mut own, from[i] & 0xffff);
        to[i] = read(&own).wrapping_add(read(&from[i]));
        to[i] = read(&to[i]).wrapping_sub(read(&own));
    }
}

/// A clock's answer.
#[derive(Clone, Copy, Debug, RingMessage)]
pub struct Passed {
    /// Whether it went on.
    pub onward: bool,
}

/// Asks the clock twice.
#[ring_kernel(block_size = 32, queue_capacity = 16)]
pub fn passing(ctx: &RingContext, msg: &Passed) -> Passed {
    let before = ctx.now();
    ctx.nanosleep(10);
    let after = ctx.timestamp();
    Passed {
        onward: msg.onward && after >= before,
    }
}
