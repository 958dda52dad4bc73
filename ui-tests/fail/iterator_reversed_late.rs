#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], y: &[f32]) {
    for (i, v) in y.iter().map(|v| *v * 2.0).enumerate().rev() {
        x[i] = v;
    }
}

fn main() {}
