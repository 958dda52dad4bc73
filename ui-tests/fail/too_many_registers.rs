#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel(max_registers = 2)]
fn clear(y: &mut [f32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i < y.len() {
        y[i] = 0.0;
    }
}

fn main() {}
