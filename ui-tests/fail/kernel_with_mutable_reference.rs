#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(a: &mut f32) {
    *a = 1.0;
}

fn main() {}
