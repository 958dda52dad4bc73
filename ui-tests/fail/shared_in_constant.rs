#![allow(unused)]

use ringkernel_rt::prelude::*;

const TILE: u32 = *shared!(u32);

#[kernel]
fn bad(x: &mut [u32]) {
    x[0] = TILE;
}

fn main() {}
