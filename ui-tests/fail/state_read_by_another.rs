#![allow(unused)]

use ringkernel_rt::prelude::*;

#[derive(Clone, Copy, Default, GpuType)]
struct Sum {
    total: u64,
}

#[ring_kernel]
fn bad(ctx: &RingContext, state: &mut Sum, msg: &u64) -> u64 {
    let mut before = 0;
    if ctx.thread_id() == 0 {
        before = state.total;
    }
    if ctx.thread_id() == 1 {
        state.total += *msg;
    }
    before
}

fn main() {}
