#![deny(warnings)]

use ringkernel_rt::prelude::*;

#[derive(Clone, Copy, GpuType)]
struct Pair {
    a: f32,
    b: f32,
}

#[device]
fn bump(pair: &mut Pair) {
    pair.a += 1.0;
    let mut pair = Pair { a: pair.a, b: pair.b };
    pair.b = 2.0;
    bump_local(&mut pair);
}

#[device]
fn bump_local(pair: &mut Pair) {
    pair.b += pair.a;
}

#[kernel]
fn shadow(x: &mut [f32], pairs: &mut [Pair], n: usize) {
    for x in 0..n {
        bump(&mut pairs[x]);
    }
    x[x.len() - 1] = x[0];
    let n = n as f32;
    let x = x[0] + n;
    pairs[0].a = x;
}

/// Kernels have the names that generated code might take for itself.
#[kernel]
fn arguments(arguments: &mut [u32]) {
    arguments[0] += 1;
}

#[kernel(instances(u32, i64))]
fn position<T: Copy>(arguments: &mut [T], position: T) {
    arguments[0] = position;
}

#[stencil]
fn field(p: &[f32], q: &mut [f32], scale: f32, pos: GridPos) {
    q[pos.idx()] = pos.north(p) * scale;
}

#[ring_kernel]
fn context(_ctx: &RingContext, msg: &u32) -> u32 {
    *msg
}

#[ring_kernel]
fn state(_ctx: &RingContext, state: &mut u32, msg: &u32) -> u32 {
    *state += *msg;
    *state
}

#[ring_kernel]
fn message(_ctx: &RingContext, state: &mut u32, message: &u32) -> u32 {
    *state += *message;
    *state
}

fn main() {
    assert!(!shadow::CUDA.is_empty());
}
