#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    let __rk_a = 1.0;
    x[0] = __rk_a;
}

fn main() {}
