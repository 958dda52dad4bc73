#![allow(unused)]

use ringkernel_rt::prelude::*;

static HALF: f32 = 0.5;

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    x[0] = HALF + 1.0;
}

fn main() {}
