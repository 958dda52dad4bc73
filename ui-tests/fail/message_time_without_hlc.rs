#![allow(unused)]

use ringkernel_rt::prelude::*;

#[ring_kernel]
fn late(ctx: &RingContext, msg: &u64) -> u64 {
    ctx.message_time()
}

fn main() {}
