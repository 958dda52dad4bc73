#![allow(unused)]

use ringkernel_rt::prelude::*;

#[device]
fn deeper<T: Copy>(x: T, n: i32) -> i32 {
    if n == 0 {
        return 0;
    }
    deeper((x, x), n - 1)
}

#[kernel]
fn bad(x: &mut [i32]) {
    x[0] = deeper(1, 3);
}

fn main() {}
