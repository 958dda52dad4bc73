#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], y: &[f32]) {
    if let Some(v) = y.iter().last() {
        x[0] = *v;
    }
    if let Some(v) = y.iter().find(|v| **v > 1.0) {
        x[0] = *v;
    }
}

fn main() {}
