#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], y: &[f32]) {
    for pair in y.iter().enumerate() {
        x[pair.0] = *pair.1;
    }
}

fn main() {}
