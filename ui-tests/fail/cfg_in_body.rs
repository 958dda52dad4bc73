#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    #[cfg(debug_assertions)]
    let a = 1.0;
    x[0] = 2.0;
}

fn main() {}
