#![allow(unused)]

use ringkernel_rt::prelude::*;

#[derive(Clone, Copy, RingMessage)]
struct Ping {
    value: f32,
}

#[ring_kernel(queue_capacity = 3000000000)]
fn bad(ctx: &RingContext, ping: &Ping) -> Ping {
    *ping
}

fn main() {}
