#![allow(unused)]

use ringkernel_rt::prelude::*;

macro_rules! make {
    ($name:ident) => {
        #[kernel]
        fn $name(x: &mut [f32]) {
            x[0] = 7.0;
        }
    };
}

make!(bad);

fn main() {}
