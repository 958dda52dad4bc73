#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], out: &mut [f32]) {
    x[0] = 2.0;
    out[0] = ldg(&x[0]);
}

fn main() {}
