#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    let Pair { a, .. } = n;
    x[0] = a;
}

fn main() {}
