#![allow(unused)]

use ringkernel_rt::prelude::*;

#[device]
fn again<T: Copy>(x: T, n: i32) -> i32 {
    if n == 0 {
        return 0;
    }
    again(x, n - 1)
}

#[kernel]
fn bad(x: &mut [i32]) {
    x[0] = again(1, 3) + again(1.0, 3);
}

fn main() {}
