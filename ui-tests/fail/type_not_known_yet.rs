#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    let mut a = 0;
    a = a.pow(2);
    x[0] = 1.0;
}

fn main() {}
