//! Rules of the whole crate, and the facts the later stages rely on.
//!
//! Only this stage makes [`Facts`], so a printer that holds some knows that the module was checked. One family of rules
//! a file: `recursion`, `barrier` (every thread of a block reaches it), `ring` (an actor's state has one writer),
//! `granularity` (its handler keeps to the threads of a message), `time` (its messages carry the time that it asks for),
//! `receiver` (no method holds a reference over a barrier), `held` (nor does a variable), `borrow` (nobody writes behind a
//! reference), `shared` (a block has memory for its arrays), `stencil` (the declared halo is wide enough). `effects`, `endless` and `independence` only find facts. What a rule cannot prove
//! it refuses.

mod alias;
pub mod arch;
mod barrier;
mod borrow;
mod definition;
mod effects;
pub mod endless;
mod exchange;
mod facts;
mod granularity;
mod held;
mod independence;
mod liveness;
mod missed;
mod mistake;
mod receiver;
mod recursion;
mod region;
mod ring;
mod shared;
mod spread;
mod stencil;
mod time;
mod trips;

#[cfg(test)]
mod tests;

pub use facts::{Ending, Facts, FunctionFacts};
pub use mistake::Mistake;

use std::borrow::Cow;

use crate::ir::{visit, Block, Function, Handle, KernelKind, Local, Module, StmtKind, Storage};

/// What checking a module came to.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// Facts of all functions and kernels.
    pub facts: Facts,
    /// What breaks a rule.
    pub mistakes: Vec<Mistake>,
    /// For each kernel, whether a rule is broken in it or in what it calls: such a kernel must not be printed.
    pub refused: Vec<bool>,
}

/// Checks all rules.
#[must_use]
pub fn check(module: &Module) -> Checked {
    let recursive = recursion::check(module);
    let open = without_circles(module, &recursive);
    let mut facts = effects::find(&open);
    for (kernel, facts) in open.kernels.iter().zip(&mut facts.kernels) {
        facts.independent_blocks = match &kernel.kind {
            KernelKind::Grid(_) => independence::holds(&kernel.function),
            KernelKind::Stencil(_) | KernelKind::Ring(_) => false,
        };
    }
    let mut mistakes = barrier::check(&open, &facts);
    mistakes.extend(receiver::check(&open, &facts));
    mistakes.extend(held::check(&open, &facts));
    mistakes.extend(borrow::check(&open));
    mistakes.extend(shared::check(&open, &facts));
    for (kernel, facts) in open.kernels.iter().zip(&facts.kernels) {
        match &kernel.kind {
            KernelKind::Grid(_) => {}
            KernelKind::Stencil(spec) => stencil::check(kernel, spec, facts, &mut mistakes),
            KernelKind::Ring(spec) => {
                exchange::check(kernel, facts, &mut mistakes);
                ring::check(kernel, spec, facts, &mut mistakes);
                granularity::check(&open, kernel, spec, &mut mistakes);
                time::check(kernel, spec, &mut mistakes);
            }
        }
    }
    mistakes.extend(recursive);
    Checked {
        refused: refused(module, &mistakes),
        facts,
        mistakes,
    }
}

/// The module in which functions that close a circle do nothing: facts of a circle have no order to be found in, and
/// kernels that reach one are refused, but all others need theirs.
fn without_circles<'a>(module: &'a Module, recursive: &[Mistake]) -> Cow<'a, Module> {
    if recursive.is_empty() {
        return Cow::Borrowed(module);
    }
    let mut open = module.clone();
    for (handle, function) in module.functions.iter() {
        let mut closes = false;
        visit::stmts(&function.body, &mut |stmt| {
            closes |= recursive.iter().any(|m| m.location == stmt.location);
        });
        if closes {
            open.functions[handle].body.clear();
        }
    }
    Cow::Owned(open)
}

/// Kernels in which, or in whose callees, a mistake stands.
fn refused(module: &Module, mistakes: &[Mistake]) -> Vec<bool> {
    let broken = |function: &Function| {
        let mut found = false;
        visit::stmts(&function.body, &mut |stmt| {
            found |= mistakes.iter().any(|m| m.location == stmt.location);
        });
        let at_array = |m: &Mistake| {
            let is_it = |(_, local): (_, &Local)| local.storage == Storage::Shared(m.location);
            function.locals.iter().any(is_it)
        };
        found
            || mistakes
                .iter()
                .any(|m| m.location == function.location || at_array(m))
    };
    module
        .kernels
        .iter()
        .map(|kernel| {
            broken(&kernel.function)
                || reachable(module, &kernel.function.body)
                    .into_iter()
                    .any(|callee| broken(&module.functions[callee]))
        })
        .collect()
}

/// Functions that a block calls, directly or not, each once.
pub(crate) fn reachable(module: &Module, body: &Block) -> Vec<Handle<Function>> {
    let mut found = callees(body);
    let mut next = 0;
    while next < found.len() {
        for callee in callees(&module.functions[found[next]].body) {
            if !found.contains(&callee) {
                found.push(callee);
            }
        }
        next += 1;
    }
    found
}

/// Functions that a block calls directly, each once.
fn callees(body: &Block) -> Vec<Handle<Function>> {
    let mut found = Vec::new();
    visit::stmts(body, &mut |stmt| {
        if let StmtKind::Call { function, .. } = &stmt.kind {
            if !found.contains(function) {
                found.push(*function);
            }
        }
    });
    found
}
