#![allow(unused)]

use ringkernel_rt::prelude::*;

const LEAST: i32 = 1;

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    assert!({
        const LEAST: i32 = 2;
        n > LEAST
    });
}

fn main() {}
