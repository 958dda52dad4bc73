#![allow(unused)]

use ringkernel_rt::prelude::*;

macro_rules! any {
    () => {
        _
    };
}

trait Limits {
    const LEAST: i32;
}

impl Limits for i32 {
    const LEAST: i32 = 1;
}

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    match n {
        <i32 as Limits>::LEAST..=9 => {}
        any!() => {}
    }
    let a = matches!(n);
}

fn main() {}
