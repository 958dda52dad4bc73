#![allow(unused)]

use ringkernel_rt::prelude::*;

#[ring_kernel(queue_capacity = 1000)]
fn bad(ctx: &RingContext, msg: &u64) -> u64 {
    *msg
}

fn main() {}
