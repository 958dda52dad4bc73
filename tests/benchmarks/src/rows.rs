//! The wave equation by hand-written Rust on the processor: rows in parallel, each a loop without bounds checks that
//! rustc vectorises.

use std::mem;

use rayon::prelude::*;

/// Cells that a thread takes at once, at least.
const CELLS: usize = 8192;

/// Two fields in memory: now, and one step earlier.
#[derive(Debug)]
pub struct Rows {
    width: usize,
    height: usize,
    depth: usize,
    c2: f32,
    p: Vec<f32>,
    q: Vec<f32>,
}

impl Rows {
    /// The fields of a grid of these sides, the last of which is 1 in the plane. Cells at the grid's edge keep their values.
    ///
    /// # Panics
    /// If a field has not one value for each cell, or a side of more than 1 is less than 3.
    #[must_use]
    pub fn new(sides: [u32; 3], c2: f32, p: Vec<f32>, q: Vec<f32>) -> Self {
        let [width, height, depth] = sides.map(|side| side as usize);
        assert_eq!([p.len(), q.len()], [width * height * depth; 2]);
        assert!(width > 2 && height > 2 && (depth == 1 || depth > 2));
        Self {
            width,
            height,
            depth,
            c2,
            p,
            q,
        }
    }

    /// Computes so many steps.
    pub fn step(&mut self, steps: u32) {
        // On a thread of the pool, handing out rows does not wake this one for each step.
        rayon::scope(|_| {
            for _ in 0..steps {
                match self.depth {
                    1 => self.step_plane(),
                    _ => self.step_space(),
                }
                mem::swap(&mut self.p, &mut self.q);
            }
        });
    }

    /// The field as it is now.
    #[must_use]
    pub fn now(&self) -> &[f32] {
        &self.p
    }

    fn step_plane(&mut self) {
        let (width, p, c2) = (self.width, &self.p[..], self.c2);
        let last = self.height - 1;
        let rows = self.q.par_chunks_mut(width).enumerate();
        rows.with_min_len(CELLS.div_ceil(width)).for_each(|(y, q)| {
            if y > 0 && y < last {
                let row = |y: usize| &p[y * width..][..width];
                row_of_plane(q, row(y), [row(y - 1), row(y + 1)], c2);
            }
        });
    }

    fn step_space(&mut self) {
        let (width, height, p, c2) = (self.width, self.height, &self.p[..], self.c2);
        let last = [height - 1, self.depth - 1];
        let rows = self.q.par_chunks_mut(width).enumerate();
        rows.with_min_len(CELLS.div_ceil(width))
            .for_each(|(at, q)| {
                let (y, z) = (at % height, at / height);
                if y > 0 && y < last[0] && z > 0 && z < last[1] {
                    let row = |at: usize| &p[at * width..][..width];
                    let beside = [row(at - 1), row(at + 1), row(at - height), row(at + height)];
                    row_of_space(q, row(at), beside, c2);
                }
            });
    }
}

/// `beside` is what lies north and south.
fn row_of_plane(q: &mut [f32], here: &[f32], beside: [&[f32]; 2], c2: f32) {
    let inner = q.len() - 2;
    let q = &mut q[1..][..inner];
    let [west, p, east] = [0, 1, 2].map(|from| &here[from..][..inner]);
    let [north, south] = beside.map(|row| &row[1..][..inner]);
    for x in 0..inner {
        let around = west[x] + east[x] + north[x] + south[x];
        q[x] = 2.0 * p[x] - q[x] + c2 * (around - 4.0 * p[x]);
    }
}

/// `beside` is what lies north, south, above and below.
fn row_of_space(q: &mut [f32], here: &[f32], beside: [&[f32]; 4], c2: f32) {
    let inner = q.len() - 2;
    let q = &mut q[1..][..inner];
    let [west, p, east] = [0, 1, 2].map(|from| &here[from..][..inner]);
    let [north, south, up, down] = beside.map(|row| &row[1..][..inner]);
    for x in 0..inner {
        let around = west[x] + east[x] + north[x] + south[x] + up[x] + down[x];
        q[x] = 2.0 * p[x] - q[x] + c2 * (around - 6.0 * p[x]);
    }
}
