//! Steps of a stencil: one launch each, in order, with the fields' roles exchanged in between.
//!
//! Launches are enqueued in halves of [`HALF`]: while the device works on one, the next is enqueued. So the device
//! never waits for the host, the driver's queue never fills up, and a request to stop or a fault is soon noticed.

use std::sync::{Arc, Mutex};

use super::launch::{check_shape, Pack};
use super::memory::Memory;
use super::module::Module;
use super::report::{Half, Report};
use super::{lock, Inner};
use crate::abi::{
    rk_stencil_grid, RK_BOUNDARY_CLAMP, RK_BOUNDARY_MIRROR, RK_BOUNDARY_PERIODIC,
    RK_BOUNDARY_REFLECT, RK_BOUNDARY_SKIP, RK_BOUNDARY_ZERO,
};
use crate::artifact::Artifact;
use crate::backend::cpu::lane::{Lengths, Shape};
use crate::backend::cpu::{Domain, Steps};
use crate::backend::worker::StopFlag;
use crate::error::Error;
use crate::gpu::stencil::{Boundary, Extent};
use crate::kernel::StencilArgument;
use crate::log::Sink;
use crate::schedule::{sides, Chosen, Schedule, Way};
use crate::span::Scope;

/// Launches between two looks at the device.
const HALF: u64 = 256;

/// Some steps of a stencil.
#[derive(Debug)]
pub(crate) struct Sweep {
    /// The stencil.
    pub(crate) artifact: &'static Artifact,
    /// Its parameters in device order.
    pub(crate) arguments: Vec<StencilArgument>,
    /// The fields' memory.
    pub(crate) memories: Vec<Arc<Memory>>,
    /// `roles[i]` is the memory that field `i` has in the first step.
    pub(crate) roles: Vec<usize>,
    /// Fields that exchange their roles after each step.
    pub(crate) swaps: &'static [(usize, usize)],
    /// The grid.
    pub(crate) domain: Domain,
    /// How they are to be computed.
    pub(crate) schedule: Schedule,
    /// How many steps.
    pub(crate) steps: u64,
    /// Who hears of what is done for them.
    pub(crate) scope: Scope,
}

/// Computes the steps and waits for them.
pub(super) fn run(
    device: &'static Inner,
    report: &Mutex<Report>,
    sweep: &Sweep,
    sink: &Sink,
    stop: &StopFlag,
) -> Steps {
    let mut report = lock(report);
    let mut done = 0;
    let result = report
        .listen(sink)
        .and_then(|()| prepare(device, sweep, &report))
        .and_then(|mut run| run.all(device, &mut report, sweep, sink, stop, &mut done));
    Steps { done, result }
}

/// A sweep that is ready to be launched.
#[derive(Debug)]
struct Run {
    module: Arc<Module>,
    shape: Shape,
    /// The parameters of the first steps; those of later steps repeat them, because roles do.
    rounds: Vec<Pack>,
}

fn prepare(device: &'static Inner, sweep: &Sweep, report: &Report) -> Result<Run, Error> {
    device.context.bind()?;
    for memory in &sweep.memories {
        if !memory.is_of(device) {
            return Err(Error::ForeignBuffer);
        }
    }
    let module = device.module(sweep.artifact)?;
    let extent = sweep.domain.extent;
    let chosen = Chosen::on_gpu(sweep.artifact, extent, sweep.schedule, device.gpu())?;
    let (module, shape) = match chosen.way() {
        Way::Plain(tile) => (module, cell_by_cell(extent, tile)),
        Way::Rows(_, shape) => {
            let rows = module.rows.clone();
            (rows.expect("it is loaded where the plan has it"), shape)
        }
        Way::Threads(_) => unreachable!("a GPU was asked"),
    };
    check_shape(&device.limits, &module, shape)?;
    // A block has at most 1024 threads.
    device.check_place(&module, shape.threads() as u32, 0)?;
    let rounds = rounds(&sweep.roles, sweep.swaps)
        .iter()
        .map(|roles| pack(sweep, roles, report))
        .collect();
    Ok(Run {
        module,
        shape,
        rounds,
    })
}

impl Run {
    /// Launches all steps, counting in `done` those that have ended well.
    fn all(
        &mut self,
        device: &'static Inner,
        report: &mut Report,
        sweep: &Sweep,
        sink: &Sink,
        stop: &StopFlag,
        done: &mut u64,
    ) -> Result<(), Error> {
        let mut half = Half::First;
        let mut enqueued = 0;
        let mut outcome = Ok(());
        while enqueued < sweep.steps && outcome.is_ok() {
            if stop.is_set() {
                outcome = Err(Error::ShutDown);
                break;
            }
            let end = sweep.steps.min(enqueued + HALF);
            while enqueued < end && outcome.is_ok() {
                outcome = self.step(device, report, enqueued);
                enqueued += u64::from(outcome.is_ok());
            }
            report.mark(half)?;
            if end > HALF {
                report.wait(half.other())?;
                report.hear(sink);
                if report.has_fault() {
                    break;
                }
            }
            half = half.other();
        }
        // What is enqueued is computed even if no more is.
        device.work.synchronize()?;
        report.hear_all(sink)?;
        *done = enqueued;
        if let Some(found) = report.take()? {
            // Steps are numbered from 1; those after the fault leave at once.
            *done = found.message().saturating_sub(1);
            return Err(found.into_error(sweep.artifact));
        }
        outcome
    }

    /// Enqueues the step after `before` others.
    fn step(&mut self, device: &'static Inner, report: &Report, before: u64) -> Result<(), Error> {
        let period = self.rounds.len() as u64;
        // The remainder is below the length.
        let pack = &mut self.rounds[(before % period) as usize];
        pack.set_environment(report.environment(self.module.artifact, before + 1));
        device.enqueue(&self.module, device.work, self.shape, pack)
    }
}

/// One thread a cell, in blocks of the tile.
fn cell_by_cell(extent: Extent, tile: [u32; 3]) -> Shape {
    let sides = sides(extent);
    let mut grid = [0; 3];
    for axis in 0..3 {
        grid[axis] = sides[axis].div_ceil(tile[axis]);
    }
    Shape {
        grid,
        block: tile,
        shared: Lengths::new(),
    }
}

/// The roles in each step until they are those of the first step again.
fn rounds(roles: &[usize], swaps: &[(usize, usize)]) -> Vec<Vec<usize>> {
    let mut rounds = vec![roles.to_vec()];
    let mut next = roles.to_vec();
    loop {
        for &(a, b) in swaps {
            next.swap(a, b);
        }
        // Exchanges are a permutation, of which some power is the identity.
        if next == roles {
            return rounds;
        }
        rounds.push(next.clone());
    }
}

fn pack(sweep: &Sweep, roles: &[usize], report: &Report) -> Pack {
    let mut pack = Pack::default();
    pack.push_environment(report.environment(sweep.artifact, 0));
    pack.push(&grid_bytes(&sweep.domain));
    let cells = sides(sweep.domain.extent)
        .iter()
        .map(|&side| side as usize)
        .product();
    for argument in &sweep.arguments {
        match argument {
            StencilArgument::Field(field) => {
                pack.push_slice(&sweep.memories[roles[*field]], cells);
            }
            StencilArgument::Value(bytes) => pack.push(bytes),
        }
    }
    pack
}

/// `struct rk_stencil_grid` in memory order.
fn grid_bytes(domain: &Domain) -> [u8; size_of::<rk_stencil_grid>()] {
    let boundary = match domain.boundary {
        Boundary::Skip => RK_BOUNDARY_SKIP,
        Boundary::Zero => RK_BOUNDARY_ZERO,
        Boundary::Reflect => RK_BOUNDARY_REFLECT,
        Boundary::Mirror => RK_BOUNDARY_MIRROR,
        Boundary::Periodic => RK_BOUNDARY_PERIODIC,
        Boundary::Clamp => RK_BOUNDARY_CLAMP,
    };
    let [width, height, depth] = sides(domain.extent);
    let mut bytes = [0; size_of::<rk_stencil_grid>()];
    for (place, field) in bytes
        .chunks_exact_mut(4)
        .zip([width, height, depth, boundary])
    {
        place.copy_from_slice(&field.to_ne_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_repeat_after_the_order_of_the_exchange() {
        assert_eq!(rounds(&[0, 1], &[(0, 1)]), [[0, 1], [1, 0]]);
        assert_eq!(
            rounds(&[0, 1, 2], &[(0, 1), (1, 2)]),
            [[0, 1, 2], [1, 2, 0], [2, 0, 1]]
        );
        assert_eq!(rounds(&[1, 0], &[]), [[1, 0]]);
    }

    #[test]
    fn a_grid_is_its_fields_in_order() {
        let domain = Domain {
            extent: Extent {
                width: 5,
                height: 7,
                depth: 1,
            },
            boundary: Boundary::Periodic,
        };
        let bytes = grid_bytes(&domain);
        let fields: Vec<u32> = bytes
            .chunks_exact(4)
            .map(|field| u32::from_ne_bytes(field.try_into().expect("4 bytes")))
            .collect();
        assert_eq!(fields, [5, 7, 1, RK_BOUNDARY_PERIODIC]);
        assert_eq!(std::mem::offset_of!(rk_stencil_grid, boundary), 12);
    }
}
