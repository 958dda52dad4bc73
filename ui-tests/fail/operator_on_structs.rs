#![allow(unused)]

use ringkernel_rt::prelude::*;

#[derive(Clone, Copy, GpuType)]
struct Pair {
    a: f32,
}

impl PartialEq for Pair {
    fn eq(&self, other: &Self) -> bool {
        self.a < other.a
    }
}

#[kernel]
fn bad(x: &mut [f32], pair: Pair) {
    if pair == pair {
        x[0] = 1.0;
    }
}

fn main() {}
