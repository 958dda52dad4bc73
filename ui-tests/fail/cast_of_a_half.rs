#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &[bf16], y: &mut [i32]) {
    y[0] = x[0] as i32;
}

fn main() {}
