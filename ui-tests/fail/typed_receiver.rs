#![allow(unused)]

use ringkernel_rt::prelude::*;

#[derive(Clone, Copy, GpuType)]
struct Pair {
    a: f32,
}

impl Pair {
    #[device]
    fn bad(self: &Self) -> f32 {
        self.a
    }
}

fn main() {}
