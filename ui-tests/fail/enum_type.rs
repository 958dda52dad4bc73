#![allow(unused)]

use ringkernel_rt::prelude::*;

#[derive(Clone, Copy, GpuType)]
enum Bad {
    A,
    B,
}

fn main() {}
