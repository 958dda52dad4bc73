//! A crate with strict lints.
#![deny(
    missing_docs,
    missing_debug_implementations,
    missing_copy_implementations,
    unreachable_pub,
    unused,
    unused_qualifications,
    rust_2018_idioms,
    warnings
)]
#![forbid(unsafe_code)]

use ringkernel_rt::prelude::*;

/// A point.
#[derive(Clone, Copy, Debug, GpuType)]
pub struct Point {
    /// Along x.
    pub x: f32,
    /// Along y.
    pub y: f32,
}

/// Moves points.
#[kernel]
pub fn shift(points: &mut [Point], by: Point) {
    let i = thread_idx_x() as usize;
    points[i].x += by.x;
    points[i].y += by.y;
}

/// Blurs.
#[stencil]
pub fn blur(from: &[f32], to: &mut [f32], weight: f32, pos: GridPos) {
    to[pos.idx()] = weight * (pos.east(from) + pos.west(from));
}

/// Sums.
#[derive(Clone, Copy, Debug, Default, GpuType, RingMessage)]
pub struct Sum {
    /// The value.
    pub value: u64,
}

/// Adds.
#[ring_kernel]
pub fn add(_: &RingContext, state: &mut Sum, msg: &Sum) -> Sum {
    state.value += msg.value;
    *state
}

fn main() {}
