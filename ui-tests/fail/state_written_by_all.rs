#![allow(unused)]

use ringkernel_rt::prelude::*;

#[derive(Clone, Copy, Default, GpuType)]
struct Sum {
    total: u64,
}

#[ring_kernel]
fn bad(ctx: &RingContext, state: &mut Sum, msg: &u64) {
    ctx.sync_threads();
    state.total += *msg;
}

fn main() {}
