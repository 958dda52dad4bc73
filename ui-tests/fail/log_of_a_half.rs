#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &[f16]) {
    log_info!("it is {}", x[0]);
}

fn main() {}
