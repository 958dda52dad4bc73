#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(out: &mut [i32]) {
    let tile = tiled::<3>();
    out[0] = 1;
}

fn main() {}
