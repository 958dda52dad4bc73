#![allow(unused)]

use ringkernel_rt::prelude::*;

struct Cell;

impl Cell {
    #[kernel]
    fn bad(x: &mut [f32]) {
        x[0] = 17.5;
    }
}

fn main() {}
