#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], n: u32) {
    match n {
        std::f32::DIGITS => x[0] = 1.0,
        _ => {}
    }
}

fn main() {}
