#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], y: &[f32]) {
    for pair @ (i, v) in y.iter().enumerate() {
        x[i] = *v;
    }
}

fn main() {}
