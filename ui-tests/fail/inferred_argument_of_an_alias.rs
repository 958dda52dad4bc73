#![allow(unused)]

use ringkernel_rt::prelude::*;

type Twice<T> = (T, T);

#[kernel]
fn bad(x: &mut [f32]) {
    let pair: Twice<_> = (x[0], x[1]);
    x[2] = pair.0;
}

fn main() {}
