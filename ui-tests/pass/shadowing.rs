#![deny(warnings)]

use ringkernel_rt::prelude::*;

#[derive(Clone, Copy, GpuType)]
struct Pair {
    a: f32,
    b: f32,
}

#[device]
fn bump(pair: &mut Pair) {
    pair.a += 1.0;
    let mut pair = Pair { a: pair.a, b: pair.b };
    pair.b = 2.0;
    bump_local(&mut pair);
}

#[device]
fn bump_local(pair: &mut Pair) {
    pair.b += pair.a;
}

#[kernel]
fn shadow(x: &mut [f32], pairs: &mut [Pair], n: usize) {
    for x in 0..n {
        bump(&mut pairs[x]);
    }
    x[x.len() - 1] = x[0];
    let n = n as f32;
    let x = x[0] + n;
    pairs[0].a = x;
}

fn main() {
    assert!(!shadow::CUDA.is_empty());
}
