//! The CUDA printer over IR made by hand: each snapshot is one construct, and nvcc takes all of them.

mod arithmetic;
mod build;
mod constructs;
mod emulate;
mod flow;
mod kinds;
mod names;
mod state;
mod stencil;
mod toolkit;
mod trees;
mod watch;

use ringkernel_build::check::{Facts, FunctionFacts};
use ringkernel_build::ir::Module;
use ringkernel_build::layout::layout;
use ringkernel_build::print::cuda::{print, CudaSource};
use ringkernel_build::schedule::schedule;

/// Facts of functions without barriers.
fn faults(may_fault: bool) -> FunctionFacts {
    FunctionFacts {
        may_fault,
        ..FunctionFacts::default()
    }
}

/// Prints the first kernel; all functions have the same facts.
fn printed(module: &Module, facts: FunctionFacts) -> CudaSource {
    let facts = Facts {
        functions: vec![facts; module.functions.len()],
        kernels: vec![facts; module.kernels.len()],
    };
    let plan = schedule(module, &facts);
    print(module, &layout(module), &facts, &plan, 0)
}

/// What the printer wrote behind the device library.
fn own(source: &CudaSource) -> &str {
    &source.text[source.own..]
}
