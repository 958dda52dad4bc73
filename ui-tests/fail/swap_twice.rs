#![allow(unused)]

use ringkernel_rt::prelude::*;

#[stencil(swap(p, q), swap(q, r))]
fn bad(p: &[f32], q: &mut [f32], r: &[f32], pos: GridPos) {
    q[pos.idx()] = p[pos.idx()] + r[pos.idx()];
}

fn main() {}
