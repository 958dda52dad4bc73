#![allow(unused)]

use ringkernel_rt::prelude::*;

#[derive(Clone, Copy, GpuType)]
struct Bad {
    a: &'static f32,
    b: (),
}

fn main() {}
