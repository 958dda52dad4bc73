#![allow(unused)]

use ringkernel_rt::prelude::*;

#[stencil]
fn bad(fresh: &mut [i32], pos: GridPos) {
    let block = this_block();
    fresh[pos.idx()] = 1;
}

fn main() {}
