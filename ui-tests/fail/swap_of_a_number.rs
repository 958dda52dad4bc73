#![allow(unused)]

use ringkernel_rt::prelude::*;

#[stencil(swap(q, c))]
fn bad(q: &mut [f32], c: f32, pos: GridPos) {
    q[pos.idx()] = c;
}

fn main() {}
