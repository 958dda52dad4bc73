#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(out: &mut [i32]) {
    out[0] = this_grid().shfl(1, 2);
}

fn main() {}
