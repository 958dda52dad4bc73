#![allow(unused)]

use ringkernel_rt::prelude::*;

mod mine {
    #[derive(Clone, Copy)]
    pub struct GridPos {}
}

#[stencil]
fn bad(q: &mut [f32], pos: mine::GridPos) {
    q[0] = 1.0;
}

fn main() {}
