#![allow(unused)]

use ringkernel_rt::prelude::*;

#[derive(Clone, Copy, GpuType)]
enum Empty {}

#[derive(Clone, Copy, GpuType)]
#[repr(i64)]
enum Large {
    A = 1,
    B = 5_000_000_000,
}

const TWO: isize = 2;

#[derive(Clone, Copy, GpuType)]
enum Named {
    A = 1,
    B = TWO,
}

fn main() {}
