#![allow(unused)]

use ringkernel_rt::prelude::*;

#[derive(Clone, Copy, GpuType)]
struct Angle {
    degrees: f32,
}

impl PartialEq for Angle {
    fn eq(&self, other: &Self) -> bool {
        self.degrees % 360.0 == other.degrees % 360.0
    }
}

#[derive(Clone, Copy, GpuType, PartialEq)]
struct Turn {
    by: Angle,
}

#[kernel]
fn bad(a: Turn, b: Turn, rows: &mut [[f32; 100]]) {
    let same = a == b;
    let equal = rows[0] == rows[1];
}

fn main() {}
