#![allow(unused)]

use ringkernel_rt::prelude::*;

#[ring_kernel]
fn bad(ctx: &RingContext, msg: &u64) -> u64 {
    ctx.k2k_send(1, *msg);
    *msg
}

fn main() {}
