#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], y: &[f32]) {
    let all = y.iter();
    let twice = y.iter().map(|v| *v * 2.0);
    x[0] = 1.0;
}

fn main() {}
