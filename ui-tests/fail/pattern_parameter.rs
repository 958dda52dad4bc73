#![allow(unused)]

use ringkernel_rt::prelude::*;

#[derive(Clone, Copy, GpuType)]
struct Pair {
    a: f32,
    b: f32,
}

#[kernel]
fn bad(Pair { a, b }: Pair, x: &mut [f32]) {
    x[0] = a;
}

fn main() {}
