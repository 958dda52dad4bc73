#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32]) {
    let a = shared!(());
    x[0] = 1.0;
}

fn main() {}
