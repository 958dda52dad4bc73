#![allow(unused)]

use ringkernel_rt::prelude::*;

#[derive(Clone, Copy, GpuType)]
struct Pair {
    a: f32,
}

impl Pair {
    #[kernel]
    fn bad(&self, x: &mut [f32]) {
        x[0] = self.a;
    }
}

fn main() {}
