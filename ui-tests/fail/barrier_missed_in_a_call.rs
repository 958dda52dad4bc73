#![allow(unused)]

use ringkernel_rt::prelude::*;

#[device]
fn wait() {
    sync_threads();
}

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    if thread_idx_x() > 16 {
        return;
    }
    wait();
}

fn main() {}
