#![allow(unused)]

use ringkernel_rt::prelude::*;

const NONE: usize = 0;

#[kernel]
fn literal(x: &mut [f32]) {
    let a: [f32; 3 - 3] = [];
}

#[kernel]
fn named(x: &mut [f32]) {
    let b = [1.0; NONE];
}

fn main() {}
