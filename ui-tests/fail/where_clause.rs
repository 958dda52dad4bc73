#![allow(unused)]

use ringkernel_rt::prelude::*;

#[device]
fn bad(x: f32) -> f32
where
    f32: Copy,
{
    x
}

fn main() {}
