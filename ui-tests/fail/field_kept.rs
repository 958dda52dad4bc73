#![allow(unused)]

use ringkernel_rt::prelude::*;

#[stencil]
fn bad(a: &[f32], b: &mut [f32], pos: GridPos) {
    let field = a;
    b[pos.idx()] = first(a);
    match b[pos.idx()] {
        ref cell => {}
    }
}

#[device]
fn first(x: &[f32]) -> f32 {
    x[0]
}

fn main() {}
