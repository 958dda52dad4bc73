#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], y: &[f32]) {
    x.iter_mut().for_each(|v| *v = v + 1.0);
}

fn main() {}
