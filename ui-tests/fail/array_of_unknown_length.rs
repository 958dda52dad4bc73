#![allow(unused)]

use ringkernel_rt::prelude::*;

#[device]
fn filled<const N: usize>(value: f32) -> [f32; N] {
    [value; N]
}

#[kernel]
fn bad(x: &mut [f32]) {
    let a = filled(1.0);
    x[0] = a.len() as f32;
    let [b, c] = filled(2.0);
    let whole: [f32; 4] = a;
}

fn main() {}
