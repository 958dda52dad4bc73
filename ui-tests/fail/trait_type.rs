#![allow(unused)]

use ringkernel_rt::prelude::*;

#[device]
fn bad(x: impl Fn(f32) -> f32) -> f32 { 1.0 }

fn main() {}
