#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], y: &[f32], i: u32) {
    x[0] = *y.iter().max_by(|a, b| a.total_cmp(b)).unwrap();
    x[1] = *y.iter().min_by(|a, b| a.total_cmp(b)).unwrap();
    match y.chunks_exact(4).nth(i as usize) {
        Some(chunk) => x[2] = chunk.iter().sum(),
        None => {}
    }
    for part in y.chunks(4) {
        x[3] += part[0];
    }
    let kept = y.iter().map(|v| *v * 2.0).collect();
}

fn main() {}
