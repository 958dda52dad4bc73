#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [u32]) {
    let count = || *shared!(u32);
    x[0] = count();
}

fn main() {}
