#![allow(unused)]

use ringkernel_rt::prelude::*;

#[stencil]
fn bad(q: &mut [f32], a: &mut f32, pos: GridPos) {
    q[pos.idx()] = 1.0;
}

fn main() {}
