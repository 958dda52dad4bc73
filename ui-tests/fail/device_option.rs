#![allow(unused)]

use ringkernel_rt::prelude::*;

#[device(inline)]
fn bad(x: f32) -> f32 {
    x
}

fn main() {}
