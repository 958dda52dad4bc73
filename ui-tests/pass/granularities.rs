#![deny(warnings)]

use ringkernel_rt::prelude::*;

/// A thread each.
#[ring_kernel(per = thread, block_size = 100)]
pub fn thread(_ctx: &RingContext, msg: &u64) -> u64 {
    *msg + 1
}

/// A warp each.
#[ring_kernel(per = warp, block_size = 96)]
pub fn warp(ctx: &RingContext, msg: &u32) -> u32 {
    let tile = tiled::<8>();
    warp_reduce_add(!0, *msg) + ctx.lane_id() as u32 + tile.thread_rank()
}

/// The block, though a thread would do.
#[ring_kernel(per = block)]
pub fn block(_ctx: &RingContext, msg: &u64) -> u64 {
    *msg + 1
}

/// One thread writes the state.
#[ring_kernel(per = block)]
pub fn counted(ctx: &RingContext, count: &mut u64, msg: &u64) -> u64 {
    if ctx.thread_id() == 0 {
        *count += *msg;
    }
    ctx.sync_threads();
    *count
}

fn main() {}
