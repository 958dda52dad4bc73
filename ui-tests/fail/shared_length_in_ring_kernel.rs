#![allow(unused)]

use ringkernel_rt::prelude::*;

#[derive(Clone, Copy, RingMessage)]
struct Ask {
    v: u32,
}

#[derive(Clone, Copy, RingMessage)]
struct Answer {
    v: u32,
}

#[ring_kernel(block_size = 32)]
fn bad(ctx: &RingContext, ask: &Ask) -> Answer {
    let a = shared!([u32]);
    a[0] = ask.v;
    Answer { v: a[0] }
}

fn main() {}
