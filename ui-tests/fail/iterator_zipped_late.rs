#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], y: &[f32]) {
    for (a, b) in y.iter().map(|v| *v * 2.0).zip(y) {
        x[0] = a * b;
    }
}

fn main() {}
