#![allow(unused)]

use ringkernel_rt::prelude::*;

#[device]
fn same<T: Copy>(a: T, b: T) -> T {
    a
}

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    x[0] = same(x[1], n);
}

fn main() {}
