#![allow(unused)]

use ringkernel_rt::prelude::*;

const ONE: f32 = *&1.0;

#[kernel]
fn bad(x: &mut [f32]) {
    x[0] = ONE;
}

fn main() {}
