#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
struct Bad {
    a: f32,
}

fn main() {}
