#![allow(unused)]

use ringkernel_rt::prelude::*;

trait Area: Copy {
    fn area(self) -> f32;
}

#[derive(Clone, Copy, GpuType)]
struct Square {
    side: f32,
}

#[derive(Clone, Copy, GpuType)]
struct Circle {
    radius: f32,
}

impl Area for Square {
    #[device]
    fn area(self) -> f32 {
        self.side * self.side
    }
}

impl Area for Circle {
    fn area(self) -> f32 {
        3.14 * self.radius * self.radius
    }
}

#[device]
fn doubled<T: Area>(shape: T) -> f32 {
    shape.area() * 2.0
}

#[kernel]
fn good(x: &mut [f32]) {
    x[0] = doubled(Square { side: 1.0 });
}

#[kernel]
fn bad(x: &mut [f32]) {
    x[0] = doubled(Circle { radius: 1.0 }) + doubled(Circle { radius: 2.0 });
}

fn main() {}
