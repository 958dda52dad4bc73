#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32]) {
    let a = shared!(0.0, 256);
    x[0] = a[0];
}

fn main() {}
