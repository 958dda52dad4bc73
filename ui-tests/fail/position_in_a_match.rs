#![allow(unused)]

use ringkernel_rt::prelude::*;

#[stencil]
fn bad(p: &[f32], q: &mut [f32], pos: GridPos) {
    let x = match pos {
        there => there.x(),
    };
    q[pos.idx()] = p[pos.idx()];
}

fn main() {}
