#![allow(unused)]

use ringkernel_rt::prelude::*;

#[stencil]
fn bad(p: &[f32], pos: GridPos) {
    let a = p[pos.idx()];
}

fn main() {}
