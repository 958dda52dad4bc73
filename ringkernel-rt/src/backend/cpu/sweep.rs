//! Runs one step of a stencil: every cell once, rows in parallel.
//!
//! The front end lets a stencil write only its own cell and look around only in fields it does not write, so the order
//! of cells does not matter.

use std::cell::Cell;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::Mutex;

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::fault::{self, Raised};
use super::log;
use crate::artifact::{Artifact, Plan};
use crate::error::Fault;
use crate::gpu::stencil::{Boundary, Extent, GridPos};
use crate::log::Sink;

/// Cells that a thread takes at once, at least: fewer cost more to hand out than to compute.
const CHUNK: u64 = 8192;

/// A grid with what lies outside it and how far a stencil looks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Domain {
    pub(crate) extent: Extent,
    pub(crate) boundary: Boundary,
    pub(crate) halo: [u32; 3],
}

/// Computes every cell.
///
/// # Errors
/// The fault of the first cell that has one; cells after it may or may not have been computed.
pub(crate) fn run(
    artifact: &Artifact,
    domain: &Domain,
    sink: &Sink,
    body: &(impl Fn(GridPos) + Sync),
) -> Result<(), Fault> {
    let Extent {
        width,
        height,
        depth,
    } = domain.extent;
    let rows = u64::from(height.unsigned_abs()) * u64::from(depth.unsigned_abs());
    let rows_at_once = CHUNK.div_ceil(u64::from(width.unsigned_abs())).max(1);
    let chunks = rows.div_ceil(rows_at_once);
    let chunk = |index: u64| {
        let start = index * rows_at_once;
        let rows = start..rows.min(start + rows_at_once);
        run_rows(artifact, domain, rows, sink, body)
    };
    let first = if chunks > 1 {
        run_parallel(chunks, chunk)
    } else {
        (0..chunks).find_map(chunk)
    };
    match first {
        Some((cell, raised)) => {
            let (block, thread) = device_place(artifact, cell);
            Err(raised.into_fault(artifact, block, thread, None))
        }
        None => Ok(()),
    }
}

type CellFault = ([i32; 3], Raised);

fn run_parallel(chunks: u64, run: impl Fn(u64) -> Option<CellFault> + Sync) -> Option<CellFault> {
    // Relaxed: it only saves work; the fault itself is passed under the lock.
    let limit = AtomicU64::new(chunks);
    let first: Mutex<Option<(u64, CellFault)>> = Mutex::new(None);
    (0..chunks).into_par_iter().for_each(|chunk| {
        if chunk >= limit.load(Ordering::Relaxed) {
            return;
        }
        if let Some(fault) = run(chunk) {
            limit.fetch_min(chunk, Ordering::Relaxed);
            let mut first = first.lock().expect("no holder of the lock panics");
            if first.as_ref().is_none_or(|(other, _)| chunk < *other) {
                *first = Some((chunk, fault));
            }
        }
    });
    let first = first.into_inner().expect("no holder of the lock panics");
    first.map(|(_, fault)| fault)
}

fn run_rows(
    artifact: &Artifact,
    domain: &Domain,
    rows: Range<u64>,
    sink: &Sink,
    body: &impl Fn(GridPos),
) -> Option<CellFault> {
    let cell = Cell::new([0; 3]);
    let place = || device_place(artifact, cell.get());
    let run = || {
        for row in rows {
            let height = u64::from(domain.extent.height.unsigned_abs());
            // Both are below a side of the grid, which is an i32.
            run_row(
                domain,
                (row % height) as i32,
                (row / height) as i32,
                &cell,
                body,
            );
        }
    };
    let raised = log::during(sink, &place, || fault::catch(run));
    raised.err().map(|raised| (cell.get(), raised))
}

/// Computes one row: its ends by the boundary, the rest directly.
#[inline]
fn run_row(domain: &Domain, y: i32, z: i32, cell: &Cell<[i32; 3]>, body: &impl Fn(GridPos)) {
    let Extent {
        width,
        height,
        depth,
    } = domain.extent;
    let inside_y = inside(height, domain.halo[1]).contains(&y);
    let inside_z = inside(depth, domain.halo[2]).contains(&z);
    let inner = if inside_y && inside_z {
        inside(width, domain.halo[0])
    } else {
        0..0
    };
    let edge = |range: Range<i32>| {
        if domain.boundary == Boundary::Skip {
            return;
        }
        for x in range {
            cell.set([x, y, z]);
            body(GridPos::new(
                [x, y, z],
                domain.extent,
                Some(domain.boundary),
            ));
        }
    };
    edge(0..inner.start);
    for x in inner.clone() {
        cell.set([x, y, z]);
        body(GridPos::new([x, y, z], domain.extent, None));
    }
    edge(inner.end..width);
}

/// Coordinates from which `halo` cells to both sides stay in an axis of `n`; empty and at 0 if there are none.
fn inside(n: i32, halo: u32) -> Range<i32> {
    let (start, end) = (i64::from(halo), i64::from(n) - i64::from(halo));
    if start < end {
        start as i32..end as i32
    } else {
        0..0
    }
}

/// Block and thread that compute the cell on the GPU.
fn device_place(artifact: &Artifact, cell: [i32; 3]) -> ([u32; 3], [u32; 3]) {
    let tile = match artifact.plan {
        Plan::Stencil { tile, .. } => tile,
        Plan::Grid { .. } | Plan::Ring { .. } => [1; 3],
    };
    let mut block = [0; 3];
    let mut thread = [0; 3];
    for axis in 0..3 {
        let at = cell[axis].unsigned_abs();
        block[axis] = at / tile[axis];
        thread[axis] = at % tile[axis];
    }
    (block, thread)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grid_smaller_than_its_halo_has_no_inside() {
        assert_eq!(inside(8, 1), 1..7);
        assert_eq!(inside(2, 1), 0..0);
        assert_eq!(inside(1, 3), 0..0);
        assert_eq!(inside(5, 0), 0..5);
    }
}
