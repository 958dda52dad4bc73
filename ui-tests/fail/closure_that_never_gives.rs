#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &[f32], y: &mut [f32]) {
    y[0] = x.iter().map(|value| -> f32 { panic!("none") }).sum();
}

fn main() {}
