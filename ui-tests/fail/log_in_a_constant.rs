#![allow(unused)]

use ringkernel_rt::prelude::*;

const N: i32 = {
    log_info!("once");
    1
};

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    x[0] = N as f32;
}

fn main() {}
