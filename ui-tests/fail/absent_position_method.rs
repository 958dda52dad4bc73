#![allow(unused)]

use ringkernel_rt::prelude::*;

#[stencil]
fn bad(p: &[f32], q: &mut [f32], pos: GridPos) {
    q[pos.idx()] = pos.northeast(p);
}

fn main() {}
