#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    let f = |a| a;
    match n {
        _ => println!("{}", 'a'),
    }
    for v in x {}
}

fn main() {}
