#![allow(unused)]

use ringkernel_rt::prelude::*;

#[ring_kernel]
fn bad(msg: &u64) {}

fn main() {}
