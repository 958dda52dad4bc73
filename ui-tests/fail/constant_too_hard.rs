#![allow(unused)]

use ringkernel_rt::prelude::*;

const HALF: f32 = half();
const QUARTER: f32 = {
    let half = 0.5;
    half * half
};

const fn half() -> f32 {
    0.5
}

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    x[0] = HALF;
    x[1] = QUARTER;
}

fn main() {}
