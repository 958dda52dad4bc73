#![allow(unused)]

use ringkernel_rt::prelude::*;

fn scope(late: u32) -> Scope {
    Scope::Device
}

#[kernel]
fn bad(x: &mut [u32], late: u32) {
    x[0] = atomic_load_at(&x[1], scope(late), Ordering::Relaxed);
    x[0] = atomic_load_at(&x[1], Scope::Device, Ordering::Release);
}

fn main() {}
