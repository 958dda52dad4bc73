#![allow(unused)]

use ringkernel_rt::prelude::*;

#[ring_kernel]
fn bad(ctx: &RingContext) {}

fn main() {}
