//! Decides how each kernel runs: threads of a block, the reach of a stencil, who answers a message.
//!
//! A [`Plan`] says nothing about text; the printers and the runtime both follow it.

mod access;
mod rows;

use crate::check::{Facts, FunctionFacts};
use crate::ir::{Function, Granularity, Kernel, KernelKind, Module, RingSpec, StencilSpec};
pub use access::Access;
pub use rows::{Rows, Seen, THREADS};

/// How the kernels of a module run, in the module's order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// One for each of [`Module::kernels`].
    pub kernels: Vec<KernelPlan>,
}

/// How one kernel runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KernelPlan {
    /// `#[kernel]`: the launch decides.
    Grid,
    /// `#[stencil]`: a thread for each cell, or for a patch of them.
    Stencil {
        /// 2 or 3.
        dimensions: u32,
        /// How far the body looks along x, y, z.
        halo: [u32; 3],
        /// Threads of a block along x, y, z.
        tile: [u32; 3],
        /// Several cells a thread, where that can be done.
        rows: Option<Rows>,
    },
    /// `#[ring_kernel]`: one resident block.
    Ring {
        /// Who answers a message.
        per: Per,
    },
}

/// Who answers a message of a ring kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// One lane, messages in order.
    Lane,
    /// Each thread one of its own, many at a time.
    Thread,
    /// The lanes of a warp together, as many at a time as the block has warps; the reply is lane 0's.
    Warp,
    /// All threads of the block together; the reply is lane 0's.
    Block,
}

/// Plans all kernels.
#[must_use]
pub fn schedule(module: &Module, facts: &Facts) -> Plan {
    let plan = |(kernel, facts): (&Kernel, &FunctionFacts)| match &kernel.kind {
        KernelKind::Grid(_) => KernelPlan::Grid,
        KernelKind::Stencil(spec) => stencil(module, spec, kernel, facts),
        KernelKind::Ring(spec) => KernelPlan::Ring {
            per: per(spec, *facts),
        },
    };
    Plan {
        kernels: module
            .kernels
            .iter()
            .zip(&facts.kernels)
            .map(plan)
            .collect(),
    }
}

/// Who handles a message: as the attribute says, or what the handler's text means one after another in the fastest way.
fn per(spec: &RingSpec, facts: FunctionFacts) -> Per {
    match (spec.per, spec.state) {
        (Some(Granularity::Thread), _) => Per::Thread,
        (Some(Granularity::Warp), _) => Per::Warp,
        (Some(Granularity::Block), _) => Per::Block,
        (None, _) if facts.names_threads() => Per::Block,
        (None, Some(_)) => Per::Lane,
        // Without state no message can tell whether others came before it.
        (None, None) => Per::Thread,
    }
}

/// A warp along x, so that its loads are one line each, and 256 threads in all.
const DEFAULT_TILE: [u32; 3] = [32, 8, 1];

fn stencil(
    module: &Module,
    spec: &StencilSpec,
    kernel: &Kernel,
    facts: &FunctionFacts,
) -> KernelPlan {
    let accesses = access::accesses(&kernel.function);
    KernelPlan::Stencil {
        dimensions: spec.dimensions,
        halo: halo(spec, &accesses),
        tile: spec.tile.unwrap_or(DEFAULT_TILE),
        rows: rows::rows(module, kernel, facts, &accesses),
    }
}

/// The reach that was declared or found, whichever is larger, on the axes the stencil has.
fn halo(spec: &StencilSpec, accesses: &[Access]) -> [u32; 3] {
    let declared = spec.halo.unwrap_or(0);
    let mut halo = access::reach(accesses);
    for reach in halo.iter_mut().take(spec.dimensions as usize) {
        *reach = (*reach).max(declared);
    }
    // No axis has more cells, so the last of these reaches as far as any.
    halo.map(|reach| reach.min(i32::MAX.unsigned_abs()))
}

/// What a stencil does with each of its parameters, in order.
#[must_use]
pub fn accesses(stencil: &Function) -> Vec<Access> {
    access::accesses(stencil)
}
