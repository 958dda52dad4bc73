#![allow(unused)]

use ringkernel_rt::prelude::*;

#[derive(Clone, Copy, GpuType)]
struct Bad {
    a: [f32; 3],
}

fn main() {}
