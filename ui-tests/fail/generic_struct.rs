#![allow(unused)]

use ringkernel_rt::prelude::*;

#[derive(Clone, Copy, GpuType)]
struct Bad<T: Copy> {
    a: T,
}

fn main() {}
