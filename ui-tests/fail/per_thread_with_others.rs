#![allow(unused)]

use ringkernel_rt::prelude::*;

#[ring_kernel(per = thread)]
fn asks_for_its_place(ctx: &RingContext, msg: &i32) -> i32 {
    let place = ctx.thread_id();
    *msg + place
}

#[ring_kernel(per = thread)]
fn waits(ctx: &RingContext, msg: &i32) -> i32 {
    ctx.sync_threads();
    *msg
}

#[ring_kernel(per = thread)]
fn meets_lanes(ctx: &RingContext, msg: &i32) -> i32 {
    warp_reduce_add(!0, *msg)
}

#[ring_kernel(per = thread)]
fn asks_who_comes(ctx: &RingContext, msg: &i32) -> u32 {
    active_mask()
}

#[ring_kernel(per = thread)]
fn shares(ctx: &RingContext, msg: &i32) -> i32 {
    let sums = shared!([i32; 4]);
    sums[0] + *msg
}

#[device]
fn after_all(value: i32) -> i32 {
    sync_threads();
    value
}

#[ring_kernel(per = thread)]
fn calls(ctx: &RingContext, msg: &i32) -> i32 {
    after_all(*msg)
}

fn main() {}
