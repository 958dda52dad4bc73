#![allow(unused)]

use ringkernel_rt::prelude::*;

#[ring_kernel(tile = (16, 16))]
fn bad(ctx: &RingContext, msg: &u64) -> u64 {
    *msg
}

fn main() {}
