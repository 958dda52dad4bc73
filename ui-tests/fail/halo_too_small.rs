#![allow(unused)]

use ringkernel_rt::prelude::*;

#[stencil(halo = 1)]
fn bad(p: &[f32], q: &mut [f32], pos: GridPos) {
    q[pos.idx()] = pos.at(p, 2, 0);
}

fn main() {}
