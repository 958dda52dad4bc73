#![allow(unused)]

use ringkernel_rt::prelude::*;

#[stencil]
fn bad(p: &[f32], q: &mut [f32]) {
    q[0] = p[0];
}

fn main() {}
