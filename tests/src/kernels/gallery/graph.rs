//! Graphs and sparse matrices in compressed rows.

use ringkernel_rt::prelude::*;

use super::global_x;

/// One step of PageRank: each vertex gathers from those that point to it.
#[kernel]
pub fn pagerank_step(
    offsets: &[u32],
    sources: &[u32],
    degrees: &[u32],
    rank: &[f32],
    next: &mut [f32],
    damping: f32,
) {
    let v = global_x();
    if v >= next.len() {
        return;
    }
    let n = next.len() as f32;
    let mut sum = 0.0;
    for k in offsets[v]..offsets[v + 1] {
        let source = sources[k as usize] as usize;
        sum += rank[source] / degrees[source].max(1) as f32;
    }
    next[v] = (1.0 - damping) / n + damping * sum;
}

const UNSEEN: u32 = u32::MAX;

/// One step of a breadth-first search: the frontier's unseen neighbours get the next level.
#[kernel]
pub fn bfs_step(
    offsets: &[u32],
    targets: &[u32],
    level: &mut [u32],
    parent: &mut [u32],
    depth: u32,
    found: &mut [u32],
) {
    let v = global_x();
    if v + 1 >= offsets.len() || atomic_load(&level[v]) != depth {
        return;
    }
    for k in offsets[v] as usize..offsets[v + 1] as usize {
        let target = targets[k] as usize;
        let old = atomic_cas(&mut level[target], UNSEEN, depth + 1);
        if old == UNSEEN {
            atomic_add(&mut found[0], 1);
        }
        if old == UNSEEN || old == depth + 1 {
            // Whoever comes first, the least parent stays.
            atomic_min(&mut parent[target], v as u32);
        }
    }
}

/// A sparse matrix by a vector, one row a thread.
#[kernel]
pub fn spmv_csr(offsets: &[u32], columns: &[u32], values: &[f64], x: &[f64], y: &mut [f64]) {
    let row = global_x();
    if row >= y.len() {
        return;
    }
    let (from, to) = (offsets[row] as usize, offsets[row + 1] as usize);
    let mut sum = 0.0;
    for (column, value) in columns[from..to].iter().zip(&values[from..to]) {
        sum += value * x[*column as usize];
    }
    y[row] = sum;
}

/// Relaxes the edges of each vertex (Bellman and Ford), distances in integers.
#[kernel]
pub fn relax_edges(
    offsets: &[u32],
    targets: &[u32],
    weights: &[u32],
    distance: &[u32],
    next: &mut [u32],
) {
    let v = global_x();
    if v + 1 >= offsets.len() {
        return;
    }
    if distance[v] == UNSEEN {
        return;
    }
    for k in offsets[v] as usize..offsets[v + 1] as usize {
        atomic_min(
            &mut next[targets[k] as usize],
            distance[v].saturating_add(weights[k]),
        );
    }
}

/// How many triangles each vertex is the least corner of; neighbours are sorted.
#[kernel]
pub fn count_triangles(offsets: &[u32], targets: &[u32], out: &mut [u32]) {
    let v = global_x();
    if v + 1 >= offsets.len() {
        return;
    }
    let (start, end) = (offsets[v] as usize, offsets[v + 1] as usize);
    let mut count = 0;
    'edges: for a in start..end {
        let w = targets[a] as usize;
        if w <= v {
            continue 'edges;
        }
        let (mut i, mut j) = (a + 1, offsets[w] as usize);
        while i < end && j < offsets[w + 1] as usize {
            match (targets[i], targets[j]) {
                (x, y) if x < y => i += 1,
                (x, y) if x > y => j += 1,
                (x, _) => {
                    count += (x as usize > w) as u32;
                    i += 1;
                    j += 1;
                }
            }
        }
    }
    out[v] = count;
}
