#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], y: &[f32]) {
    for v in y.iter().map(|v| *v * 2.0).rev() {
        x[0] = v;
    }
}

fn main() {}
