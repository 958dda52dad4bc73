#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    log_info!("n is {} of {}", n);
    log_info!("n is {n}", n);
}

fn main() {}
