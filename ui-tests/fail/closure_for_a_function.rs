#![allow(unused)]

use ringkernel_rt::prelude::*;

#[device]
fn twice(a: f32) -> f32 {
    a * 2.0
}

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    x[0] = twice(|a: f32| a);
}

fn main() {}
