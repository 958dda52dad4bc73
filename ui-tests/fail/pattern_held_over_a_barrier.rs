#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [Option<f32>]) {
    if let Some(value) = &mut x[0] {
        *value = warp_shfl_down(warp_active_mask(), 1.0, 1);
        *value += 1.0;
    }
}

fn main() {}
