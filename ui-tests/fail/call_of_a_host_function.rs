#![allow(unused)]

use ringkernel_rt::prelude::*;

fn half(x: f32) -> f32 {
    x / 2.0
}

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    x[0] = half(x[0]);
}

fn main() {}
