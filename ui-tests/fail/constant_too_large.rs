#![allow(unused)]

use ringkernel_rt::prelude::*;

const ZEROS: [f32; 1 << 20] = [0.0; 1 << 20];

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    x[0] = ZEROS[n as usize];
}

fn main() {}
