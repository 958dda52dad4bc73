#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32]) {
    let a = shared!([[f32; 64]; 64]);
    let b = shared!([[f64; 64]; 65]);
    a[0][0] = x[0];
    sync_threads();
    x[0] = a[0][0] + b[1][1] as f32;
}

fn main() {}
