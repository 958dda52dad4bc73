#![allow(unused)]

use ringkernel_rt::prelude::*;

#[device]
fn total(tile: Tile<4>, value: i32) -> i32 {
    tile.reduce_sum(value)
}

#[kernel]
fn bad(input: &[i32], out: &mut [i32]) {
    let i = thread_idx_x() as usize;
    if tiled::<2>().meta_group_rank() == 1 {
        out[i] = total(tiled(), input[i]);
    }
}

fn main() {}
