#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], y: &[f32]) {
    if let Some(v) = y.iter().last() {
        x[0] = *v;
    }
}

fn main() {}
