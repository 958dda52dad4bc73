#![allow(unused)]

use ringkernel_rt::prelude::*;

mod a {
    const SCALE: f32 = 2.0;
    #[ringkernel_rt::kernel]
    fn bad(x: &mut [f32]) {
        x[0] *= SCALE;
    }
}

mod b {
    const SCALE: f32 = 3.0;
    #[ringkernel_rt::kernel]
    fn bad(x: &mut [f32]) {
        x[0] *= SCALE;
    }
}

fn main() {}
