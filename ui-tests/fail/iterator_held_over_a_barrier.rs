#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn written(x: &mut [f32]) {
    for v in x.iter_mut() {
        *v += 1.0;
        sync_threads();
        *v *= 2.0;
    }
}

#[kernel]
fn read(x: &mut [f32], y: &[f32]) {
    let mut sum = 0.0;
    for (v, w) in y.iter().zip(x.iter()) {
        sync_threads();
        sum += v * w;
    }
    x[0] = sum;
}

#[kernel]
fn in_parts(x: &mut [f32]) {
    for part in x.chunks_exact_mut(4) {
        let sum = warp_shfl_down(!0, part[0], 1);
        part[1] = sum;
    }
}

#[kernel]
fn in_a_closure(x: &mut [u32]) {
    let line = shared!([u32; 32]);
    let sum = line.iter().fold(0, |sum, v| {
        sync_threads();
        sum + v
    });
    x[0] = sum;
}

#[kernel]
fn not_at_all(x: &mut [f32], y: &[f32]) {
    let mut sum = 0.0;
    for v in y.iter() {
        sync_threads();
        sum += v;
    }
    for i in 0..x.len() {
        sync_threads();
        x[i] += sum;
    }
}

fn main() {}
