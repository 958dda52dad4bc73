#![allow(unused)]

use ringkernel_rt::prelude::*;

struct Cell;

impl Cell {
    #[device]
    fn bad(&self) -> f32 {
        1.0
    }
}

fn main() {}
