#![allow(unused)]

use ringkernel_rt::prelude::*;

#[device]
fn same<T: Copy>(a: T) -> T {
    a
}

#[kernel]
fn bad(x: &mut [f32], y: &[f32]) {
    x[0] = y.iter().copied().map(same).sum();
}

fn main() {}
