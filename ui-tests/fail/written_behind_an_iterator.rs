#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(rows: &mut [[u32; 4]]) {
    for v in rows[0].iter() {
        rows[0][1] = *v;
    }
}

fn main() {}
