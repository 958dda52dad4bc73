#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(mut x: &[f32], y: &[f32]) {
    x = y;
    x[0] = 1.0;
}

fn main() {}
