#![allow(unused)]

use ringkernel_rt::prelude::*;

#[device]
fn bad(x: fn(f32) -> f32) -> f32 { 1.0 }

fn main() {}
