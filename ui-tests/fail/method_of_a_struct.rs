#![allow(unused)]

use ringkernel_rt::prelude::*;

#[derive(Clone, Copy, GpuType)]
struct Pair {
    a: f32,
}

impl Pair {
    fn twice(self) -> f32 {
        self.a * 2.0
    }
}

#[kernel]
fn bad(x: &mut [f32], pair: Pair) {
    x[0] = pair.twice();
}

fn main() {}
