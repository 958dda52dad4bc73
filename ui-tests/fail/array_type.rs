#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], a: [f32; 4]) {
    x[0] = a[0];
}

fn main() {}
