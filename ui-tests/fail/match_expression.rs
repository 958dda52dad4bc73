#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    match n {
        0 => x[0] = 1.0,
        _ => {}
    }
}

fn main() {}
