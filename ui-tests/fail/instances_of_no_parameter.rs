#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel(instances(f32))]
fn bad(x: &mut [f32]) {
    x[0] = 1.0;
}

fn main() {}
