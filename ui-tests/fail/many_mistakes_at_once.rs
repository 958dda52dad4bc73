#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    let f = async { 1 };
    match n {
        _ => println!("{}", 'a'),
    }
    for v in x.iter().cycle() {}
}

fn main() {}
