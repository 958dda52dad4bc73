#![allow(unused)]

use ringkernel_rt::prelude::*;

#[derive(Clone, Copy, GpuType)]
struct Pair {
    a: i32,
    b: i32,
}

#[device]
fn bad(pair: Pair) -> i32 {
    let (mut x, mut y) = (1, 2);
    Pair { a: x, b: y } = pair;
    x
}

fn main() {}
