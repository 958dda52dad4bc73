#![allow(unused)]

use ringkernel_rt::prelude::*;

#[device]
fn first(x: &[f32]) -> f32 {
    x[0]
}

#[kernel]
fn bad(x: &[f32], y: &mut [f32]) {
    y[0] = first(&x);
    match &y[1] {
        ref one => {}
    }
}

fn main() {}
