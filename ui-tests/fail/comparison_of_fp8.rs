#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &[F8E5M2], y: &mut [u32]) {
    if x[0] < x[1] {
        y[0] = 1;
    }
}

fn main() {}
