#![allow(unused)]

use ringkernel_rt::prelude::*;

#[derive(Clone, Copy, GpuType)]
union Bad {
    a: f32,
}

fn main() {}
