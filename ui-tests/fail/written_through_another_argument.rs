#![allow(unused)]

use ringkernel_rt::prelude::*;

#[device]
fn twice(a: &u32, y: &mut [u32]) -> u32 {
    let p = *a;
    y[0] = p + 1;
    *a
}

#[device]
fn both(a: &mut [u32], b: &mut [u32]) {
    a[0] = 1;
    b[0] = 2;
}

#[kernel]
fn bad(y: &mut [u32], out: &mut [u32]) {
    out[0] = twice(&y[0], y);
    out[1] = twice(&y[1], out);
}

#[kernel]
fn bad_twice(y: &mut [u32]) {
    both(y, y);
}

fn main() {}
