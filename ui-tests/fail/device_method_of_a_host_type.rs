#![allow(unused)]

use ringkernel_rt::prelude::*;

#[derive(Clone, Copy)]
struct Pair {
    a: f32,
}

impl Pair {
    #[device]
    fn bad(self) -> f32 {
        self.a
    }
}

fn main() {}
