#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    let mut kept = Vec::new();
    kept.push(1.0);
    let name = String::new();
    let one = std::boxed::Box::new(1.0);
    x[0] = *one;
}

fn main() {}
