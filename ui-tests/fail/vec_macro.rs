#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    let a = vec![1.0; 4];
    x[0] = a[0];
}

fn main() {}
