#![allow(unused)]

use ringkernel_rt::prelude::*;

#[device]
fn wait() {
    sync_threads();
}

#[stencil]
fn bad(q: &mut [f32], pos: GridPos) {
    wait();
    q[pos.idx()] = 1.0;
}

fn main() {}
