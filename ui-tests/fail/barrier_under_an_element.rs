#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(y: &mut [i32]) {
    let mut cells = [0; 4];
    cells[thread_idx_x() as usize & 3] = 1;
    if cells[0] > 0 {
        sync_threads();
    }
}

fn main() {}
