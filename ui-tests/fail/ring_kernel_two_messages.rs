#![allow(unused)]

use ringkernel_rt::prelude::*;

#[ring_kernel]
fn bad(ctx: &RingContext, msg: &u64, other: &u64) {}

fn main() {}
