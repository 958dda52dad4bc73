#![allow(unused)]

use ringkernel_rt::prelude::*;

#[derive(Clone, Copy, RingMessage)]
struct Total {
    sum: f32,
}

#[ring_kernel]
fn leaves_the_others(ctx: &RingContext, msg: &Total) -> Total {
    let mask = warp_ballot(!0, msg.sum > 0.0);
    if ctx.lane_id() == 3 {
        return Total { sum: 0.0 };
    }
    if msg.sum > 0.0 {
        let sum = warp_reduce_add(mask, msg.sum);
        return Total { sum };
    }
    Total { sum: 1.0 }
}

#[device]
fn total(mask: u32, x: f32) -> f32 {
    warp_reduce_add(mask, x)
}

#[ring_kernel]
fn leaves_a_function(ctx: &RingContext, msg: &Total) -> Total {
    let mask = warp_ballot(!0, msg.sum > 0.0);
    if ctx.lane_id() == 3 {
        return Total { sum: 0.0 };
    }
    Total { sum: total(mask, 1.0) }
}

fn main() {}
