#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &[f32], y: &mut [f16]) {
    y[0] = x[0] as f16;
}

fn main() {}
