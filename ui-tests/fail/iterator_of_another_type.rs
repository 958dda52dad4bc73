#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    let some = Some(1.0f32);
    for v in some {
        x[0] = v;
    }
}

fn main() {}
