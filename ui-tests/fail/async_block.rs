#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    let a = async { 1.0 };
    x[0] = 1.0;
}

fn main() {}
