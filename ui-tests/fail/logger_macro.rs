#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    log::info!("n is {n}");
    tracing::warn!("n is {n}");
    x[0] = 1.0;
}

fn main() {}
