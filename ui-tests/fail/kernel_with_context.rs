#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(ctx: &RingContext) {
    ctx.sync_threads();
}

fn main() {}
