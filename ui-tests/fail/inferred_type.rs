#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    let a: _ = 1.0;
    x[0] = a;
}

fn main() {}
