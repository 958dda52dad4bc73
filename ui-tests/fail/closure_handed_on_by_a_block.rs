#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], y: &[f32]) {
    x[0] = y.iter().map({ |a: &f32| *a }).sum();
}

fn main() {}
