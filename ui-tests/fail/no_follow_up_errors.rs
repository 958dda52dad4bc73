#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    x[0] = n as f32 + async { 1.0 };
}

fn launches(buffer: &mut Buffer<f32>) -> usize {
    let _ = bad::args(buffer, 1);
    bad::CUDA.len()
}

fn main() {}
