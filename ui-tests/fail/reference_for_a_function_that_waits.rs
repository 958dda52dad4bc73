#![allow(unused)]

use ringkernel_rt::prelude::*;

#[device]
fn wait(value: &f32) -> f32 {
    let before = *value;
    sync_threads();
    before + *value
}

#[kernel]
fn bad(x: &mut [f32]) {
    let tile = shared!([f32; 4]);
    x[0] = wait(&tile[0]);
}

fn main() {}
