#![allow(unused)]

use ringkernel_rt::prelude::*;

#[device]
fn bad(a: f64) -> f64 {
    a.clamp(-1.5, 2.5)
}

fn main() {}
