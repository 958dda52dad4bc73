#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(input: &[i32], out: &mut [i32]) {
    let tile = tiled::<8>();
    let i = thread_idx_x() as usize;
    if input[i] > 0 {
        out[i] = tile.reduce_sum(input[i]);
    }
}

fn main() {}
