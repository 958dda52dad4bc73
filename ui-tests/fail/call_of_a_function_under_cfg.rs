#![allow(unused)]

use ringkernel_rt::prelude::*;

#[cfg(test)]
#[device]
fn half(x: f32) -> f32 {
    x / 2.0
}

#[cfg(not(test))]
#[device]
fn half(x: f32) -> f32 {
    x * 0.5
}

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    x[0] = half(x[1]);
}

fn main() {}
