#![allow(unused)]

use ringkernel_rt::prelude::*;

#[ring_kernel]
fn bad(ctx: &RingContext, x: &[f32], msg: &u64) {}

fn main() {}
