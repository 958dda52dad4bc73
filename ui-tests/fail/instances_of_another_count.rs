#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel(instances(f32, (f32, 4)))]
fn bad<T: Copy>(x: &mut [T]) {
    x[0] = x[1];
}

fn main() {}
