#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &[f16], y: &mut [f16]) {
    y[0] = x.iter().copied().sum::<f16>();
}

fn main() {}
