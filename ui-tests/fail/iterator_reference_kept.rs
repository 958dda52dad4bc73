#![allow(unused)]

use ringkernel_rt::prelude::*;

#[device]
fn positive(v: &f32) -> bool {
    *v > 0.0
}

#[kernel]
fn bad(x: &mut [f32], y: &[f32]) {
    let n = y.iter().filter(|v| positive(v)).count();
    x[0] = n as f32;
}

fn main() {}
