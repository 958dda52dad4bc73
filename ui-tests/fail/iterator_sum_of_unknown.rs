#![allow(unused)]

use ringkernel_rt::prelude::*;

#[derive(Clone, Copy, GpuType)]
struct Money {
    value: f32,
}

impl std::iter::Sum for Money {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        Money { value: all.map(|one| one.value).sum() }
    }
}

#[kernel]
fn bad(x: &mut [f32], y: &[f32]) {
    let n: Money = y.iter().map(|v| Money { value: *v }).sum();
    x[0] = n.value;
}

fn main() {}
