#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    assert!(n > 0, "n is {n}");
    assert_eq!(n, 1, "{} values", n);
    if n == 2 {
        panic!("{}", n);
    }
}

fn main() {}
