#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    let twice = |a: f32| a * 2.0;
    let other = twice;
    x[0] = other(1.0);
}

fn main() {}
