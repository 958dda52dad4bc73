#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32]) {
    let pair = (x[0], x[1]);
    let other = pair.clone();
    x[2] = other.0;
}

fn main() {}
