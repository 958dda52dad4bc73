#![allow(unused)]

use ringkernel_rt::prelude::*;

#[derive(Clone, Copy, GpuType)]
struct Bad
where
    f32: Copy,
{
    a: f32,
}

fn main() {}
