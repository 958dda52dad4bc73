#![allow(unused)]

use ringkernel_rt::prelude::*;

#[ring_kernel]
fn bad(ctx: &RingContext, msg: &u64, state: &mut u64) {}

fn main() {}
