#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &[F8E4M3], y: &mut [F8E4M3]) {
    y[0] = x[0] + x[1];
}

fn main() {}
