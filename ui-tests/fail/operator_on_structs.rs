#![allow(unused)]

use ringkernel_rt::prelude::*;

#[derive(Clone, Copy, PartialEq, GpuType)]
struct Pair {
    a: f32,
}

#[kernel]
fn bad(x: &mut [f32], pair: Pair) {
    if pair == pair {
        x[0] = 1.0;
    }
}

fn main() {}
