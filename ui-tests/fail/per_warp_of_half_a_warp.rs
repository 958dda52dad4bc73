#![allow(unused)]

use ringkernel_rt::prelude::*;

#[ring_kernel(per = warp, block_size = 80)]
fn bad(ctx: &RingContext, msg: &u64) -> u64 {
    *msg
}

fn main() {}
