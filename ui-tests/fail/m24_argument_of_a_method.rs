#![allow(unused)]

use ringkernel_rt::prelude::*;

#[device]
fn bad(a: i32, b: Option<[i32; 2]>) -> i32 {
    a.max(b.unwrap_or_default().len() as i32)
}

fn main() {}
