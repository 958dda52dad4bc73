#![allow(unused)]

use ringkernel_rt::prelude::*;

#[device]
fn bad(ctx: &RingContext) { ctx.sync_threads(); }

fn main() {}
