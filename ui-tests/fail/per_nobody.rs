#![allow(unused)]

use ringkernel_rt::prelude::*;

#[ring_kernel(per = lane)]
fn no_such(ctx: &RingContext, msg: &u64) -> u64 {
    *msg
}

#[ring_kernel(per)]
fn no_word(ctx: &RingContext, msg: &u64) -> u64 {
    *msg
}

fn main() {}
