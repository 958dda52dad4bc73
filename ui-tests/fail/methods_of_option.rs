#![allow(unused)]

use ringkernel_rt::prelude::*;

#[device]
fn bad(a: Option<i32>, b: f32) -> f32 {
    let c = a.ok_or(b);
    let d = b.expect("a number");
    let e: Option<Option<i32>> = a.map(Some);
    b
}

fn main() {}
