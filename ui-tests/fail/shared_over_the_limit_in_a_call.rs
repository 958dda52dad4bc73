#![allow(unused)]

use ringkernel_rt::prelude::*;

#[device]
fn part(v: f64) -> f64 {
    let a = shared!([f64; 4096]);
    a[thread_idx_x() as usize] = v;
    sync_threads();
    a[0]
}

#[kernel]
fn good(x: &mut [f64]) {
    x[0] = part(x[1]);
}

#[kernel]
fn bad(x: &mut [f64]) {
    let a = shared!([f64; 4096]);
    a[0] = part(x[1]);
    x[0] = a[0];
}

fn main() {}
