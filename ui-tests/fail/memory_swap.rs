#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    let (mut a, mut b) = (x[0], x[1]);
    std::mem::swap(&mut a, &mut b);
    let c = std::mem::replace(&mut a, b);
    x[0] = c;
}

fn main() {}
