#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], y: &Vec<f32>) {
    x[0] = y[0];
}

fn main() {}
