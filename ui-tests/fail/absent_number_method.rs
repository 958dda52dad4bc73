#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    x[0] = x[1].to_le_bytes()[0] as f32;
}

fn main() {}
