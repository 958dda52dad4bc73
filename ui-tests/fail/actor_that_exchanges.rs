#![allow(unused)]

use ringkernel_rt::prelude::*;

#[derive(Clone, Copy, RingMessage)]
struct Pair {
    a: i32,
    b: i32,
}

#[ring_kernel]
fn stops_before(ctx: &RingContext, msg: &Pair) -> Pair {
    let a = block_reduce_sum(msg.a / msg.b);
    Pair { a, b: 0 }
}

#[ring_kernel]
fn waits_for_a_grid(ctx: &RingContext, msg: &Pair) -> Pair {
    sync_grid();
    Pair { a: 1, b: 0 }
}

fn main() {}
