#![allow(unused)]

use ringkernel_rt::prelude::*;

#[device]
fn bad(pos: GridPos) -> usize { pos.idx() }

fn main() {}
