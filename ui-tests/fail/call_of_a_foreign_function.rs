#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    x[0] = std::hint::black_box(1.0);
}

fn main() {}
