#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], i: i32) {
    x[i.try_into().unwrap()] = 1.0;
    let j = usize::try_from(i).unwrap();
    x[j] = 1.0;
}

fn main() {}
