#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &[f64], y: &mut [f16]) {
    y[0] = f16::from_f64(x[0]);
}

fn main() {}
