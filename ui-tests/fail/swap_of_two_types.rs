#![allow(unused)]

use ringkernel_rt::prelude::*;

#[stencil(swap(p, q))]
fn bad(p: &[f32], q: &mut [f64], pos: GridPos) {
    q[pos.idx()] = 1.0;
}

fn main() {}
