#![allow(unused)]

use ringkernel_rt::prelude::*;

#[device]
fn nothing() {}

#[kernel]
fn bad(x: &mut [f32]) {
    let units = [nothing()];
    let pair = (nothing(), 1.0);
    let kept = (&x[0], 1.0);
}

#[kernel]
fn compared(x: &mut [f32]) {
    let same = (&x[0], 1) == (&x[1], 1);
    let none = Some(&x[0]) == None;
}

fn main() {}
