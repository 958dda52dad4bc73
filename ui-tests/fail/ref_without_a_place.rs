#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32]) {
    match (x[0], x[1]) {
        ref pair => x[2] = pair.0,
    }
}

fn main() {}
