#![allow(unused)]

use ringkernel_rt::prelude::*;

#[cfg(test)]
#[derive(Clone, Copy, GpuType)]
struct Cell {
    value: f32,
}

#[cfg(not(test))]
#[derive(Clone, Copy, GpuType)]
struct Cell {
    value: f64,
}

#[kernel]
fn bad(x: &mut [Cell], n: i32) {
    x[0] = x[1];
}

fn main() {}
