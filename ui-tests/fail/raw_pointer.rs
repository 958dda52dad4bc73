#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    let a = &raw const x[0];
    x[1] = 1.0;
}

fn main() {}
