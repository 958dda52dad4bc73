#![allow(unused)]

use ringkernel_rt::prelude::*;

#[stencil]
fn bad(p: &[f32], q: &mut [f32], d: i32, pos: GridPos) {
    q[pos.idx()] = pos.at(p, d, 0);
}

fn main() {}
