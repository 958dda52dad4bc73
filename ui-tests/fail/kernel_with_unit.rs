#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(a: ()) {
    
}

fn main() {}
