#![allow(unused)]

use ringkernel_rt::prelude::*;

trait Root: Copy {
    fn sqrt(self) -> Self;
}

impl Root for f32 {
    #[device]
    fn sqrt(self) -> f32 {
        self / 2.0
    }
}

#[device]
fn root<T: Root>(x: T) -> T {
    x.sqrt()
}

#[kernel]
fn bad(x: &mut [f32]) {
    x[0] = root(x[1]);
}

fn main() {}
