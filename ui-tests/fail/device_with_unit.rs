#![allow(unused)]

use ringkernel_rt::prelude::*;

#[device]
fn bad(a: ()) {}

fn main() {}
