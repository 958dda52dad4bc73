#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    let clear = |v: &mut f32| *v = 0.0;
    x.iter_mut().for_each(clear);
}

fn main() {}
