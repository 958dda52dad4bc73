#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn other(x: &mut [f32]) {
    x[0] = 1.5;
}

#[kernel]
fn bad(x: &mut [f32]) {
    other(x);
}

fn main() {}
