#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    if thread_idx_x() < 16 {
        sync_threads();
    }
    x[0] = 2.0;
}

fn main() {}
