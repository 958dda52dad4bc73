#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [i32]) {
    if x[0] > 0 {
        x[1] = warp_reduce_add(!0, x[0]);
    }
    if lane_id() < 16 {
        x[2] = total(x[0]);
    }
}

#[device]
fn total(value: i32) -> i32 {
    warp_reduce_add(!0, value)
}

fn main() {}
