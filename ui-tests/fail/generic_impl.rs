#![allow(unused)]

use ringkernel_rt::prelude::*;

struct Holder<T>(T);

impl<T: Copy> Holder<T> {
    #[device]
    fn get(&self) -> f32 {
        1.0
    }
}

fn main() {}
