#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    static ONE: f32 = 1.0;
    x[0] = ONE;
}

fn main() {}
