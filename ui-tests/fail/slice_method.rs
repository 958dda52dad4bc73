#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    x[0] = x.first().is_none() as i32 as f32;
}

fn main() {}
