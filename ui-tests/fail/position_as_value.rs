#![allow(unused)]

use ringkernel_rt::prelude::*;

#[stencil]
fn bad(q: &mut [f32], pos: GridPos) {
    let here = pos;
    let there: GridPos = pos;
    q[here.idx()] = 1.0;
}

fn main() {}
