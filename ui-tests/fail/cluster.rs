#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(out: &mut [i32]) {
    let cluster = this_cluster();
    out[0] = 1;
}

fn main() {}
