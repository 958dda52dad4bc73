#![allow(unused)]

use ringkernel_rt::prelude::*;

#[ring_kernel(per = thread)]
fn one_each(ctx: &RingContext, total: &mut i32, msg: &i32) -> i32 {
    *total += *msg;
    *total
}

#[ring_kernel(per = warp)]
fn a_warp_each(ctx: &RingContext, total: &mut i32, msg: &i32) -> i32 {
    *total += *msg;
    *total
}

fn main() {}
