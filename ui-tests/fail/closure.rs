#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    let twice = |a| a * 2.0;
    x[0] = twice(1.0);
}

fn main() {}
