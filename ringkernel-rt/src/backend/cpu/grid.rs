//! Runs the blocks of a grid kernel.

use std::cell::RefCell;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::Mutex;

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::arguments::Arguments;
use super::crew::{Fibers, LaneFault};
use super::lane::{self, Shape};
use super::log;
use crate::artifact::Plan;
use crate::backend::worker::StopFlag;
use crate::error::Error;
use crate::kernel::GridKernel;
use crate::log::Sink;

thread_local! {
    /// Stacks of lanes, kept from block to block.
    static FIBERS: RefCell<Fibers> = RefCell::default();
}

/// Runs all blocks; in parallel where the build proved that they do not meet.
///
/// # Errors
/// The fault of the first block that has one, whatever ran in parallel; or [`Error::ShutDown`].
pub(crate) fn run<K: GridKernel>(
    arguments: &Arguments,
    shape: &Shape,
    sink: &Sink,
    stop: &StopFlag,
) -> Result<(), Error> {
    let body = K::bind(arguments);
    let launch = Launch { shape, sink, stop };
    let (independent, cooperative) = match K::ARTIFACT.plan {
        Plan::Grid {
            independent_blocks,
            cooperative,
            ..
        } => (independent_blocks, cooperative),
        Plan::Stencil { .. } | Plan::Ring { .. } => (false, false),
    };
    let blocks = shape.blocks();
    let first = if cooperative {
        launch.run_together(&body)
    } else if independent && is_in_proof(shape) && blocks > 1 {
        launch.run_parallel(&body)
    } else {
        launch.run_in_order(&body)
    };
    match first {
        Some(LaneFault {
            raised,
            block,
            thread,
        }) => Err(raised.into_fault(K::ARTIFACT, block, thread, None).into()),
        None if stop.is_set() => Err(Error::ShutDown),
        None => Ok(()),
    }
}

/// Whether the build's proof speaks of such a launch: one dimension, and numbers of threads that do not wrap in `i32`.
fn is_in_proof(shape: &Shape) -> bool {
    let ([gx, gy, gz], [bx, by, bz]) = (shape.grid, shape.block);
    [gy, gz, by, bz] == [1; 4] && u64::from(gx) * u64::from(bx) < 1 << 31
}

/// What all blocks of a launch share.
struct Launch<'a> {
    shape: &'a Shape,
    sink: &'a Sink,
    stop: &'a StopFlag,
}

impl Launch<'_> {
    fn run_in_order(&self, body: &impl Fn()) -> Option<LaneFault> {
        (0..self.shape.blocks())
            .take_while(|_| !self.stop.is_set())
            .find_map(|block| self.run_block(block, body))
    }

    /// All blocks at the same time: they wait for each other. A launch that was begun is run to its end.
    fn run_together(&self, body: &impl Fn()) -> Option<LaneFault> {
        FIBERS.with_borrow_mut(|fibers| {
            log::during(self.sink, &lane::whole_place, || {
                fibers.run_grid(self.shape, body).err()
            })
        })
    }

    fn run_parallel(&self, body: &(impl Fn() + Sync)) -> Option<LaneFault> {
        let blocks = self.shape.blocks();
        // Blocks after one that stopped need not run; those before it must, for theirs may be the first fault.
        // Relaxed: it only saves work; the fault itself is passed under the lock.
        let limit = AtomicU64::new(blocks);
        let first: Mutex<Option<(u64, LaneFault)>> = Mutex::new(None);
        (0..blocks).into_par_iter().for_each(|block| {
            if block >= limit.load(Ordering::Relaxed) || self.stop.is_set() {
                return;
            }
            if let Some(fault) = self.run_block(block, body) {
                limit.fetch_min(block, Ordering::Relaxed);
                let mut first = first.lock().expect("no holder of the lock panics");
                if first.as_ref().is_none_or(|(other, _)| block < *other) {
                    *first = Some((block, fault));
                }
            }
        });
        let first = first.into_inner().expect("no holder of the lock panics");
        first.map(|(_, fault)| fault)
    }

    fn run_block(&self, block: u64, body: &impl Fn()) -> Option<LaneFault> {
        let block = lane::place(block, self.shape.grid);
        FIBERS.with_borrow_mut(|fibers| {
            log::during(self.sink, &lane::whole_place, || {
                fibers.run_block(self.shape, block, body).err()
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_proof_is_of_one_dimension_and_below_2_to_the_31_threads() {
        let holds = |grid, block| {
            is_in_proof(&Shape {
                grid,
                block,
                shared: lane::Lengths::new(),
            })
        };
        assert!(holds([(1 << 21) - 1, 1, 1], [1024, 1, 1]));
        assert!(!holds([1 << 21, 1, 1], [1024, 1, 1]));
        assert!(!holds([0x7fff_ffff, 1, 1], [1024, 1, 1]));
        assert!(!holds([2, 2, 1], [32, 1, 1]));
        assert!(!holds([2, 1, 1], [32, 1, 2]));
    }
}
