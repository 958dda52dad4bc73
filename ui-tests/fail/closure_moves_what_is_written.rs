#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [u32], n: u32) {
    let mut count = n;
    let mut next = move || {
        count += 1;
        count
    };
    x[0] = next() + count;
}

fn main() {}
