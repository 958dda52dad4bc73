#![allow(unused)]

use ringkernel_rt::prelude::*;

#[derive(Clone, Copy, GpuType)]
struct Pair {
    a: f32,
}

impl Pair {
    #[device]
    fn wait(&mut self) {
        self.a = 1.0;
        sync_threads();
        self.a = 2.0;
    }
}

#[kernel]
fn bad(x: &mut [f32], pair: Pair) {
    let mut pair = pair;
    pair.wait();
    x[0] = pair.a;
}

fn main() {}
