#![allow(unused)]

use std::ops::{Add, Neg};

use ringkernel_rt::prelude::*;

#[derive(Clone, Copy, GpuType)]
struct Pair {
    a: f32,
}

impl Add for Pair {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { a: self.a + other.a }
    }
}

impl Neg for &Pair {
    type Output = Pair;

    fn neg(self) -> Pair {
        Pair { a: -self.a }
    }
}

impl std::ops::Mul<f32> for Pair {
    type Output = Self;

    #[device]
    fn mul(self, by: f32) -> Self {
        Self { a: self.a * by }
    }
}

impl std::ops::Mul<f64> for Pair {
    type Output = Self;

    #[device]
    fn mul(self, by: f64) -> Self {
        Self { a: self.a * by as f32 }
    }
}

#[kernel]
fn bad(x: &mut [Pair]) {
    x[0] = x[1] + x[2];
    x[3] = x[4] * 2.0_f32 * 3.0_f64;
    x[5] = x[0].default();
}

impl Pair {
    #[device]
    fn wrong(self) -> Self {
        -&self
    }
}

trait Other {
    fn default(self) -> Self
    where
        Self: Sized,
    {
        self
    }
}

impl Other for Pair {}

fn main() {}
