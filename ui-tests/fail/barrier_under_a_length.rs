#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn up_to_the_thread(x: &[f32], y: &mut [f32]) {
    let s = &x[..thread_idx_x() as usize];
    for i in 0..s.len() {
        sync_threads();
    }
}

#[kernel]
fn shorter_in_one_thread(x: &[f32], y: &mut [f32]) {
    let mut s = x;
    if thread_idx_x() == 0 {
        s = &x[..1];
    }
    if s.len() > 5 {
        sync_threads();
    }
}

#[kernel]
fn over_a_row(x: &[f32], first: &[u32], y: &mut [f32]) {
    let t = thread_idx_x() as usize;
    let row = &x[first[t] as usize..first[t + 1] as usize];
    for v in row.iter() {
        y[0] += *v;
        sync_threads();
    }
}

fn main() {}
