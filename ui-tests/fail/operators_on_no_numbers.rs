#![allow(unused)]

use ringkernel_rt::prelude::*;

#[derive(Clone, Copy, GpuType)]
enum Sign {
    Plus,
    Minus,
}

impl std::ops::Neg for Sign {
    type Output = Sign;
    fn neg(self) -> Sign {
        self
    }
}

impl std::ops::Mul<f32> for Sign {
    type Output = f32;
    fn mul(self, by: f32) -> f32 {
        by
    }
}

#[derive(Clone, Copy, GpuType)]
struct Point {
    a: f32,
}

macro_rules! negated {
    ($ty:ident) => {
        impl std::ops::Neg for $ty {
            type Output = $ty;
            fn neg(self) -> $ty {
                $ty { a: -self.a }
            }
        }
    };
}

negated!(Point);

#[kernel]
fn bad(x: &mut [f32], sign: Sign, point: Point) {
    x[3] = (-point).a;
    let other = -sign;
    x[0] = sign * 2.0;
}

fn main() {}
