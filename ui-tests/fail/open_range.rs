#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], y: &[f32]) {
    for i in 0.. {
        x[0] = i as f32;
    }
}

fn main() {}
