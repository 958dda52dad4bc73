#![allow(unused)]

use ringkernel_rt::prelude::*;

#[stencil]
fn bad(old: &[f32], new: &mut [f32], pos: GridPos) {
    let a = shared!([f32; 4]);
    new[pos.idx()] = old[pos.idx()] + a[0];
}

fn main() {}
