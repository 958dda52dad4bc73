#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [u32]) {
    let mut own = 0;
    x[0] = atomic_add(&mut own, 1);
}

fn main() {}
