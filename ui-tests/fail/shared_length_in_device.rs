#![allow(unused)]

use ringkernel_rt::prelude::*;

#[device]
fn helper(v: f32) -> f32 {
    let a = shared!([f32]);
    a[0] = v;
    a[0]
}

#[kernel]
fn bad(x: &mut [f32]) {
    x[0] = helper(1.0);
}

fn main() {}
