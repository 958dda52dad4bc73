#![allow(unused)]

use ringkernel_rt::prelude::*;

#[stencil]
fn bad(q: &mut [f32], pos: GridPos) {
    q[pos.idx()] = pos.north(q);
}

fn main() {}
