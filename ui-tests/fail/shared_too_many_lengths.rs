#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32]) {
    let a = shared!([f32]);
    let b = shared!([f32]);
    let c = shared!([f32]);
    let d = shared!([f32]);
    let e = shared!([f32]);
    x[0] = a[0] + b[0] + c[0] + d[0] + e[0];
}

fn main() {}
