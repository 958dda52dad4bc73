#![allow(unused)]

use ringkernel_rt::prelude::*;

#[ring_kernel]
fn bad() {}

fn main() {}
