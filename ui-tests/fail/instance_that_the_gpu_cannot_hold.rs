#![allow(unused)]

use ringkernel_rt::prelude::*;

#[derive(Clone, Copy)]
struct Host;

#[kernel(instances(f32, Host))]
fn bad<T: Copy>(x: &mut [T]) {
    x[0] = x[1];
}

fn main() {}
