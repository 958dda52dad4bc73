#![allow(unused)]

use ringkernel_rt::prelude::*;

/// Two fields.
#[derive(Clone, Copy, Debug, GpuType)]
pub struct Cell {
    a: i32,
    b: f32,
}

impl std::fmt::Display for Cell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.a)
    }
}

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    let cell = Cell { a: n, b: 1.0 };
    log_info!("cell {}", cell);
    log_info!("of {x:?}");
    log_info!("pair {:?}", (n, n));
}

fn main() {}
