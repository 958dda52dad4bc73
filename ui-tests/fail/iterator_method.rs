#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], y: &[f32]) {
    x[0] = y.iter().copied().reduce(|a, b| a + b).unwrap_or(0.0);
    for v in y.iter().skip_while(|v| **v < 0.0) {
        x[0] = *v;
    }
}

fn main() {}
