#![allow(unused)]

use ringkernel_rt::prelude::*;

#[ring_kernel(per = warp)]
fn asks_for_its_place(ctx: &RingContext, msg: &i32) -> i32 {
    if ctx.warp_id() == 1 {
        return 0;
    }
    *msg
}

#[ring_kernel(per = warp)]
fn asks_for_the_size(ctx: &RingContext, msg: &i32) -> i32 {
    *msg % block_dim_x().max(1)
}

#[ring_kernel(per = warp)]
fn waits(ctx: &RingContext, msg: &i32) -> i32 {
    block_reduce_sum(*msg)
}

#[ring_kernel(per = warp)]
fn shares(ctx: &RingContext, msg: &i32) -> i32 {
    let sums = shared!([i32; 4]);
    sums[0] + *msg
}

fn main() {}
