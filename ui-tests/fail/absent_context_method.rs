#![allow(unused)]

use ringkernel_rt::prelude::*;

#[ring_kernel]
fn bad(ctx: &RingContext, msg: &u64) -> u64 {
    ctx.warp_size();
    *msg
}

fn main() {}
