#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], y: &[f32]) {
    let a = y.get(1).copied();
    let b = y.first().copied();
    let c = y.last().copied();
    x.swap(0, 1);
    x.fill(0.0);
    x.copy_from_slice(y);
    let (d, e) = y.split_at(2);
    x.sort_unstable_by(|a, b| a.total_cmp(b));
}

fn main() {}
