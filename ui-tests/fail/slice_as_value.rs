#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    let y = x;
    y[0] = 1.0;
}

fn main() {}
