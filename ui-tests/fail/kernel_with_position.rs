#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], pos: GridPos) {
    x[pos.idx()] = 1.0;
}

fn main() {}
