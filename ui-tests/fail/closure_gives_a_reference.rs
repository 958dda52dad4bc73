#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [u32], y: &[u32]) {
    let pick = |i: usize| &y[i];
    x[0] = *pick(1);
}

fn main() {}
