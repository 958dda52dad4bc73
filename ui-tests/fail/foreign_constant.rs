#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    x[0] = f32::DIGITS as f32;
}

fn main() {}
