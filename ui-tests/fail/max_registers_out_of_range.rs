#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel(max_registers = 256)]
fn many(y: &mut [f32]) {
    y[0] = 0.0;
}

#[ring_kernel(max_registers = 0)]
fn none(ctx: &RingContext, message: &f32) -> f32 {
    *message
}

fn main() {}
