#![allow(unused)]

use ringkernel_rt::prelude::*;

#[device]
fn bad(x: f32) -> ! { loop {} }

fn main() {}
