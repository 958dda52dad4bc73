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
use crate::artifact::{Artifact, Plan, Toolkit};
use crate::error::Fault;
use crate::gpu::row::{Asked, Row};
use crate::gpu::stencil::{Boundary, Extent};
use crate::log::Sink;

/// Cells that a thread takes at once, at least: fewer cost more to hand out than to compute.
const CHUNK: u64 = 8192;

/// A grid with what lies outside it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Domain {
    pub(crate) extent: Extent,
    pub(crate) boundary: Boundary,
}

/// Computes every cell.
///
/// # Errors
/// The fault of the first cell that has one; cells after it may or may not have been computed.
pub(crate) fn run(
    artifact: &Artifact,
    domain: &Domain,
    sink: &Sink,
    body: &(impl Fn(&Row<'_>) + Sync),
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
    body: &impl Fn(&Row<'_>),
) -> Option<CellFault> {
    let cell = Cell::new([0; 3]);
    let place = || device_place(artifact, cell.get());
    let run = || {
        let height = u64::from(domain.extent.height.unsigned_abs());
        for row in rows {
            // Both are below a side of the grid, which is an i32.
            let at = [(row % height) as i32, (row / height) as i32];
            body(&Row::new(
                domain.extent,
                domain.boundary,
                at,
                &cell,
                asked(artifact),
            ));
        }
    };
    let raised = log::during(sink, &place, || fault::catch(run));
    raised.err().map(|raised| (cell.get(), raised))
}

/// A stencil without messages has nobody who asks where it is; of one that the build has not seen nobody knows.
fn asked(artifact: &Artifact) -> Asked {
    match artifact.toolkit {
        Toolkit::NotBuilt => Asked::Anytime,
        Toolkit::Nvcc(_) | Toolkit::Missing(_) | Toolkit::Off if artifact.logs.is_empty() => {
            Asked::Never
        }
        Toolkit::Nvcc(_) | Toolkit::Missing(_) | Toolkit::Off => Asked::Anytime,
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
