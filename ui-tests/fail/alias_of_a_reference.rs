#![allow(unused)]

use ringkernel_rt::prelude::*;

type Row<'a> = &'a [f32];
type Fixed = &'static [f32];

#[kernel]
fn bad(x: Fixed, y: &mut [f32]) {
    y[0] = x[0];
}

fn main() {}
