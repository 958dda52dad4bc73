#![allow(unused)]

use ringkernel_rt::prelude::*;

#[ring_kernel(block_size = 2048)]
fn bad(ctx: &RingContext, msg: &u64) -> u64 {
    *msg
}

fn main() {}
