#![allow(unused)]

use ringkernel_rt::prelude::*;

#[stencil(tile = 16)]
fn bad(p: &[f32], q: &mut [f32], pos: GridPos) {
    q[pos.idx()] = p[pos.idx()];
}

fn main() {}
