#![allow(unused)]

use ringkernel_rt::prelude::*;

#[device]
fn bad(Pair { a, b }: Pair) -> f32 { a }

struct Pair {
    a: f32,
    b: f32,
}

fn main() {}
