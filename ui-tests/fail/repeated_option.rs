#![allow(unused)]

use ringkernel_rt::prelude::*;

#[ring_kernel(hlc, hlc)]
fn bad(ctx: &RingContext, msg: &u64) -> u64 {
    *msg
}

fn main() {}
