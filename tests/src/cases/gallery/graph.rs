//! Graphs.

use ringkernel_rt::prelude::*;

use super::{floats, gallery};
use crate::inputs::{uniform64, Random};

const VERTICES: usize = 400;

/// Offsets of rows and sorted, distinct columns.
fn graph() -> (Vec<u32>, Vec<u32>) {
    let mut random = Random::new(121);
    let (mut offsets, mut targets) = (vec![0], Vec::new());
    for _ in 0..VERTICES {
        let mut row: Vec<u32> = (0..random.bits() % 9)
            .map(|_| (random.bits() % VERTICES as u64) as u32)
            .collect();
        row.sort_unstable();
        row.dedup();
        targets.extend(row);
        offsets.push(targets.len() as u32);
    }
    (offsets, targets)
}

fn edges() -> usize {
    graph().1.len()
}

fn degrees() -> Vec<u32> {
    let mut degrees = vec![0; VERTICES];
    for target in graph().1 {
        degrees[target as usize] += 1;
    }
    degrees
}

/// Levels after two steps from the first vertex.
fn levels() -> Vec<u32> {
    let (offsets, targets) = graph();
    let mut levels = vec![u32::MAX; VERTICES];
    levels[0] = 0;
    for (v, level) in levels.iter_mut().enumerate().take(VERTICES / 2) {
        *level = (v % 2) as u32;
    }
    let before = levels.clone();
    for v in (0..VERTICES).filter(|v| before[*v] == 1) {
        for k in offsets[v]..offsets[v + 1] {
            let target = &mut levels[targets[k as usize] as usize];
            *target = (*target).min(2);
        }
    }
    levels
}

/// Half of the vertices are seen already, on levels 0 and 1.
fn seen() -> Vec<u32> {
    (0..VERTICES)
        .map(|v| {
            if v < VERTICES / 2 {
                (v % 2) as u32
            } else {
                u32::MAX
            }
        })
        .collect()
}

fn newly() -> Vec<u32> {
    vec![levels().iter().filter(|level| **level == 2).count() as u32]
}

/// A product with the matrix written out.
fn product() -> Vec<f64> {
    let (offsets, columns) = graph();
    let (values, x) = (
        uniform64(edges(), -1.0, 1.0, 122),
        uniform64(VERTICES, -1.0, 1.0, 123),
    );
    let mut dense = vec![0.0; VERTICES * VERTICES];
    for row in 0..VERTICES {
        for k in offsets[row] as usize..offsets[row + 1] as usize {
            dense[row * VERTICES + columns[k] as usize] = values[k];
        }
    }
    dense
        .chunks(VERTICES)
        .map(|row| row.iter().zip(&x).map(|(a, b)| a * b).sum())
        .collect()
}

fn weights() -> Vec<u32> {
    let mut random = Random::new(124);
    (0..edges()).map(|_| (random.bits() % 100) as u32).collect()
}

fn distances() -> Vec<u32> {
    (0..VERTICES as u32)
        .map(|v| if v % 3 == 0 { v } else { u32::MAX })
        .collect()
}

gallery! { graph:
    pagerank_step over Launch::over(VERTICES), (input offsets = graph().0, input sources = graph().1, input degrees = degrees(), input rank = floats(VERTICES, 0.0, 0.01, 125), output next = vec![0.0f32; VERTICES], value damping = 0.85);
    bfs_step over Launch::over(VERTICES), (input offsets = graph().0, input targets = graph().1, output level = seen(), output parent = vec![u32::MAX; VERTICES], value depth = 1, output found = vec![0u32]), level is levels(), found is newly();
    spmv_csr over Launch::over(VERTICES), (input offsets = graph().0, input columns = graph().1, input values = uniform64(edges(), -1.0, 1.0, 122), input x = uniform64(VERTICES, -1.0, 1.0, 123), output y = vec![0.0f64; VERTICES]), y is product();
    relax_edges over Launch::over(VERTICES), (input offsets = graph().0, input targets = graph().1, input weights = weights(), input distance = distances(), output next = distances());
    count_triangles over Launch::over(VERTICES), (input offsets = graph().0, input targets = graph().1, output count = vec![0u32; VERTICES]);
}
