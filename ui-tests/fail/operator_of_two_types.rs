#![allow(unused)]

use ringkernel_rt::prelude::*;

use std::ops::Mul;

#[derive(Clone, Copy, GpuType)]
struct Point {
    a: f32,
}

impl Mul<f32> for Point {
    type Output = Point;
    #[device]
    fn mul(self, by: f32) -> Point {
        Point { a: self.a * by }
    }
}

impl Mul<f64> for Point {
    type Output = Point;
    #[device]
    fn mul(self, by: f64) -> Point {
        Point { a: self.a }
    }
}

#[kernel]
fn bad(x: &mut [f32], p: Point) {
    x[0] = (p * 2.0).a;
}

fn main() {}
