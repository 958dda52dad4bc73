#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32]) {
    let mut last = None;
    for i in 0..8 {
        if let Some(value) = last {
            x[i] = value + 1.0;
        }
        last = Some(x[i]);
    }
}

fn main() {}
