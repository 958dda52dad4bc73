#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32]) {
    let lane = thread_idx_x() as usize;
    let first = &x[0];
    let before = *first;
    sync_threads();
    x[lane] = before + *first;
}

#[kernel]
fn in_a_loop(x: &mut [f32], n: i32) {
    let all = shared!([f32; 64]);
    let last = &all[63];
    for _ in 0..n {
        x[0] += *last;
        sync_threads();
    }
}

#[kernel]
fn good(x: &mut [f32]) {
    let all = shared!([f32; 64]);
    let next = &mut all[3];
    sync_threads();
    *next += 1.0;
    let own = 4.0;
    let mine = &own;
    sync_threads();
    let last = &all[63];
    x[0] = *last + *mine;
}

fn main() {}
