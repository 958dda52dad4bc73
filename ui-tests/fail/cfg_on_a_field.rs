#![allow(unused)]

use ringkernel_rt::prelude::*;

#[derive(Clone, Copy, GpuType)]
struct Cell {
    #[cfg(debug_assertions)]
    age: u32,
    value: u32,
}

#[kernel]
fn bad(x: &mut [u32], cells: &[Cell]) {
    x[0] = cells[0].value;
}

fn main() {}
