#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    if let 1 = n {
        x[0] = 1.0;
    }
}

fn main() {}
