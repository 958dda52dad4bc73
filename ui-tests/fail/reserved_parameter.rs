#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], args: f32) {
    x[0] = args;
}

fn main() {}
