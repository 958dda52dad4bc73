#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [u32], n: u32) {
    let mut sum = n;
    let add = |to, v: u32| *to += v;
    add(&mut sum, 1);
    x[0] = sum;
}

fn main() {}
