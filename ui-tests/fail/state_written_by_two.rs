#![allow(unused)]

use ringkernel_rt::prelude::*;

#[derive(Clone, Copy, Default, GpuType)]
struct Sum {
    total: u64,
}

#[ring_kernel]
fn bad(ctx: &RingContext, state: &mut Sum, msg: &u64) {
    if ctx.thread_id() == 0 {
        state.total += *msg;
    }
    if ctx.thread_id() == 1 {
        state.total += 1;
    }
}

fn main() {}
