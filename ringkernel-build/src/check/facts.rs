//! What the checks found out about each function.

use super::endless::Span;
use super::spread::Spread;

/// Facts of a module, by the positions of its functions and kernels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// One for each of [`Module::functions`](crate::ir::Module::functions), in order.
    pub functions: Vec<FunctionFacts>,
    /// One for each of [`Module::kernels`](crate::ir::Module::kernels), in order.
    pub kernels: Vec<FunctionFacts>,
}

/// Facts of a function or kernel, counting what it calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FunctionFacts {
    /// It holds a check, or calls what does.
    pub may_fault: bool,
    /// It waits at a barrier, or calls what does.
    pub has_barrier: bool,
    /// It waits at a barrier of the grid, or calls what does.
    pub has_grid_barrier: bool,
    /// It learns from other threads what they bring, or calls what does.
    pub has_exchange: bool,
    /// It waits for lanes that a mask names which may be any, or calls what does.
    pub names_lanes: bool,
    /// It waits at a barrier in a loop, or calls what does.
    pub waits_in_loop: bool,
    /// The most neighbouring lanes that have to come together to something it does, 0 if none: 32 where a mask names all,
    /// a tile's own. Calls count.
    pub meets_lanes: u32,
    /// It logs, or calls what does.
    pub logs: bool,
    /// It has an array in shared memory, or calls what does.
    pub has_shared: bool,
    /// How long it may run, with what it calls.
    pub span: Span,
    /// It asks which thread it is, or calls what does.
    pub uses_thread_identity: bool,
    /// Blocks of a one-dimensional launch provably never touch each other's elements; only for kernels.
    pub independent_blocks: bool,
}

/// How a thread of a grid ends that faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It returns.
    Return,
    /// It ends where it is: others wait for it where they meet, and on the way out it might wait for them.
    AtOnce,
    /// The same, and it tells its block: there may be no end to a loop in which others meet without it.
    OfBlock,
}

impl FunctionFacts {
    /// How threads of a grid end that fault.
    #[must_use]
    pub fn ending(&self) -> Ending {
        if self.may_fault && self.waits_in_loop {
            Ending::OfBlock
        } else if self.may_fault && (self.has_barrier || self.has_exchange) {
            Ending::AtOnce
        } else {
            Ending::Return
        }
    }

    /// Whether what it does tells that there is more than one thread.
    #[must_use]
    pub fn names_threads(&self) -> bool {
        self.uses_thread_identity || self.has_barrier || self.has_exchange || self.has_shared
    }

    /// Who has to come together where it is called; `None` if anybody may come alone.
    pub(super) fn needs(&self) -> Option<Spread> {
        if self.has_grid_barrier {
            Some(Spread::Grid)
        } else if self.has_barrier {
            Some(Spread::Block)
        } else {
            (self.meets_lanes != 0).then(|| Spread::of_lanes(self.meets_lanes))
        }
    }
}
