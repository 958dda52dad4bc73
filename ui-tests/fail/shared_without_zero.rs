#![allow(unused)]

use ringkernel_rt::prelude::*;

#[derive(Clone, Copy, GpuType)]
enum Side {
    Left = 1,
    Right = 2,
}

#[kernel]
fn bad(x: &mut [f32]) {
    let a = shared!([Side; 4]);
    x[0] = match a[0] {
        Side::Left => 0.0,
        Side::Right => 1.0,
    };
}

fn main() {}
