#![allow(unused)]

use ringkernel_rt::prelude::*;

#[stencil(halo = N)]
fn bad(p: &[f32], q: &mut [f32], pos: GridPos) {
    q[pos.idx()] = p[pos.idx()];
}

fn main() {}
