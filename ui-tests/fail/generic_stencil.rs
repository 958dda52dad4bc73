#![allow(unused)]

use ringkernel_rt::prelude::*;

#[stencil]
fn bad<T: Copy>(p: &[T], q: &mut [T], pos: GridPos) {
    q[pos.idx()] = pos.north(p);
}

fn main() {}
