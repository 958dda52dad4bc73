#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &[f16], y: &mut [f16]) {
    y[0] = x[0].clamp(f16::ZERO, f16::ONE);
}

fn main() {}
