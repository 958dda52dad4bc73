#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel(instances(f32, f64))]
fn bad<T: Copy>(x: &mut [T]) {
    x[0] = x[1];
}

fn launch(x: &mut ringkernel_rt::Buffer<u32>) {
    let _ = bad::args(x);
}

fn main() {}
