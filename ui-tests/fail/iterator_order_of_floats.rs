#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], y: &[f32]) {
    x[0] = y.iter().copied().max().unwrap_or(0.0);
    x[1] = y.iter().copied().min().unwrap_or(0.0);
    x[2] = y.iter().copied().min_by_key(|v| *v * 2.0).unwrap_or(0.0);
}

fn main() {}
