#![allow(unused)]

use ringkernel_rt::prelude::*;

#[device]
extern "C" fn bad(x: f32) -> f32 { x }

fn main() {}
