#![allow(unused)]

use ringkernel_rt::prelude::*;

#[device]
fn bad<const N: usize>(x: f32) -> f32 {
    const N: usize = 2;
    let all = [x; N];
    all[1]
}

#[kernel]
fn fill(x: &mut [f32]) {
    x[0] = bad::<3>(1.0);
}

fn main() {}
