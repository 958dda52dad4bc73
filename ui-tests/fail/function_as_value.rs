#![allow(unused)]

use ringkernel_rt::prelude::*;

#[device]
fn half(x: f32) -> f32 {
    x / 2.0
}

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    let f = half;
    x[0] = 1.0;
}

fn main() {}
