#![allow(unused)]

use ringkernel_rt::prelude::*;

#[device]
#[track_caller]
fn bad(x: &[f32]) -> f32 {
    x[0]
}

fn main() {}
