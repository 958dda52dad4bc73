#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32]) {
    match x {
        [a, ..] => *a = 1.0,
        [] => {}
    }
    let long = [0.0; 70000];
    let [first, ..] = long;
}

fn main() {}
