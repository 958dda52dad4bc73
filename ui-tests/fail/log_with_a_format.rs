#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    log_info!("n is {:>5}", n);
    log_info!("n is {n:x}");
    log_info!("n is {0}", n);
}

fn main() {}
