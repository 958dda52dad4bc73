#![allow(unused)]

use ringkernel_rt::prelude::*;

#[device]
fn half(n: u32) -> Option<u32> {
    let of = |o: Option<u32>| Some(o? / 2);
    of(Some(n))
}

#[kernel]
fn bad(x: &mut [u32], n: u32) {
    if let Some(v) = half(n) {
        x[0] = v;
    }
}

fn main() {}
