//! What the checks found out about each function.

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
    /// It asks which thread it is, or calls what does.
    pub uses_thread_identity: bool,
    /// Blocks of a one-dimensional launch provably never touch each other's elements; only for kernels.
    pub independent_blocks: bool,
}
