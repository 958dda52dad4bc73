#![allow(unused)]

use ringkernel_rt::prelude::*;

#[derive(Clone, Copy)]
struct Pair {
    a: f32,
}

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    let pair = Pair { a: 1.0 };
    x[0] = pair.a;
}

fn main() {}
