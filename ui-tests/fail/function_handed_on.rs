#![allow(unused)]

use ringkernel_rt::prelude::*;

#[device]
fn twice(a: f32) -> f32 {
    a * 2.0
}

#[kernel]
fn bad(x: &mut [f32], y: &[f32]) {
    x[0] = y.iter().copied().map(twice).sum();
}

fn main() {}
