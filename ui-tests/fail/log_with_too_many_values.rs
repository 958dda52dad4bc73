#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    log_info!("{} {} {} {} {n}", n, n + 1, n + 2, n + 3);
}

fn main() {}
