#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad<T: Copy>(x: &mut [f32]) {
    x[0] = 1.0;
}

fn main() {}
