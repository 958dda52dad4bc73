#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    let a = 1_u128;
    x[0] = 1.0;
}

fn main() {}
