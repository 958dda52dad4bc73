#![allow(unused)]

use ringkernel_rt::prelude::*;

#[device]
fn fall(n: i32) -> i32 {
    if n > 0 {
        fall(n - 1)
    } else {
        0
    }
}

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    x[0] = fall(n) as f32;
}

fn main() {}
