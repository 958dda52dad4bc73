#![allow(unused)]

use ringkernel_rt::prelude::*;

#[stencil]
fn bad(q: &mut [f32], pos: GridPos) {
    q[pos.idx()] = thread_idx_x() as f32;
}

fn main() {}
