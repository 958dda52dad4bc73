#![allow(unused)]

use ringkernel_rt::prelude::*;

#[derive(Clone, Copy, Default, GpuType)]
struct Total {
    sum: i32,
}

#[ring_kernel(per = block)]
fn all_write(ctx: &RingContext, total: &mut Total, msg: &i32) {
    total.sum += *msg;
}

fn main() {}
