#![allow(unused)]

use ringkernel_rt::prelude::*;

#[ring_kernel]
fn bad(ctx: &RingContext, a: &mut u64, b: &mut u64, msg: &u64) {}

fn main() {}
