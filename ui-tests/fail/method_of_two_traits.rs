#![allow(unused)]

use ringkernel_rt::prelude::*;

trait Area {
    const UNIT: f32;
    fn size(&self) -> f32;
}

trait Length {
    const UNIT: f32;
    fn size(&self) -> f32;
}

#[derive(Clone, Copy, GpuType)]
struct Line {
    a: f32,
}

impl Area for Line {
    const UNIT: f32 = 1.0;
    #[device]
    fn size(&self) -> f32 {
        0.0
    }
}

impl Length for Line {
    const UNIT: f32 = 2.0;
    #[device]
    fn size(&self) -> f32 {
        self.a
    }
}

mod inner {
    use super::{Area, Line};

    #[ringkernel_rt::prelude::kernel]
    fn bad(x: &mut [f32], line: Line) {
        x[0] = line.size();
        x[1] = Line::UNIT;
    }
}

fn main() {}
