//! Which functions may fault, wait, or ask who they are.

use super::{definition, endless, exchange, spread, Facts, FunctionFacts};
use crate::intrinsic::{self, Effect};
use crate::ir::{visit, Block, ExprKind, Function, Handle, Module, StmtKind, Storage};

/// Finds the facts of all functions and kernels; nothing is recursive.
pub(super) fn find(module: &Module) -> Facts {
    let mut known = vec![None; module.functions.len()];
    for (handle, _) in module.functions.iter() {
        of_function(module, handle, &mut known);
    }
    Facts {
        kernels: module
            .kernels
            .iter()
            .map(|kernel| of_body(module, &kernel.function, &mut known))
            .collect(),
        functions: known.into_iter().flatten().collect(),
    }
}

fn of_function(
    module: &Module,
    handle: Handle<Function>,
    known: &mut Vec<Option<FunctionFacts>>,
) -> FunctionFacts {
    if let Some(facts) = known[handle.index()] {
        return facts;
    }
    let facts = of_body(module, &module.functions[handle], known);
    known[handle.index()] = Some(facts);
    facts
}

fn of_body(
    module: &Module,
    function: &Function,
    known: &mut Vec<Option<FunctionFacts>>,
) -> FunctionFacts {
    let (body, definitions) = (&function.body, definition::find(function));
    let mut facts = FunctionFacts {
        has_shared: function
            .locals
            .iter()
            .any(|(_, local)| local.storage != Storage::Thread),
        ..FunctionFacts::default()
    };
    visit::stmts(body, &mut |stmt| match &stmt.kind {
        StmtKind::Check(_) | StmtKind::Panic(_) => facts.may_fault = true,
        StmtKind::Call { function, .. } => {
            let callee = of_function(module, *function, known);
            facts.may_fault |= callee.may_fault;
            facts.has_barrier |= callee.has_barrier;
            facts.has_grid_barrier |= callee.has_grid_barrier;
            facts.logs |= callee.logs;
            facts.has_shared |= callee.has_shared;
            facts.has_exchange |= callee.has_exchange;
            facts.meets_lanes = facts.meets_lanes.max(callee.meets_lanes);
            facts.names_lanes |= callee.names_lanes;
            facts.waits_in_loop |= callee.waits_in_loop;
            facts.uses_thread_identity |= callee.uses_thread_identity;
        }
        StmtKind::Intrinsic { op, args, .. } => {
            facts.has_exchange |= exchange::is_exchange(*op);
            facts.uses_thread_identity |= exchange::tells_company(*op);
            facts.names_lanes |= spread::names_lanes(*op, args, &definitions);
            match intrinsic::row(*op).effect {
                Effect::Pure | Effect::Memory => {}
                Effect::Warp | Effect::Tile => {
                    let lanes = spread::lanes_needed(*op, args, &definitions);
                    facts.meets_lanes = facts.meets_lanes.max(lanes);
                }
                Effect::Barrier => facts.has_barrier = true,
                // Who waits for the grid ends when a thread of it faults.
                Effect::Grid => {
                    facts.has_barrier = true;
                    facts.has_grid_barrier = true;
                    facts.may_fault = true;
                }
            }
        }
        StmtKind::Log(_) => facts.logs = true,
        StmtKind::Loop { body, .. } | StmtKind::For { body, .. } => {
            facts.waits_in_loop |= waits(module, body, known);
        }
        StmtKind::Let(..)
        | StmtKind::Store(..)
        | StmtKind::If(..)
        | StmtKind::Block(..)
        | StmtKind::Debug(_)
        | StmtKind::Break(_)
        | StmtKind::Continue(_)
        | StmtKind::Return(_) => {}
    });
    visit::exprs(body, &mut |expr, _| {
        if let ExprKind::Intrinsic(op, args) = &expr.kind {
            facts.uses_thread_identity |= spread::tells_threads_apart(*op, args);
        }
    });
    // Each callee was met above.
    let callee = |callee: Handle<Function>| known[callee.index()].unwrap_or_default().span;
    (facts.span, _) = endless::find(module, function, callee);
    facts
}

/// Whether a barrier is in a block or in what it calls.
fn waits(module: &Module, block: &Block, known: &mut Vec<Option<FunctionFacts>>) -> bool {
    let mut found = false;
    visit::stmts(block, &mut |stmt| match &stmt.kind {
        StmtKind::Call { function, .. } => {
            found |= of_function(module, *function, known).has_barrier;
        }
        StmtKind::Intrinsic { op, .. } => {
            found |= intrinsic::row(*op).effect == Effect::Barrier;
        }
        StmtKind::Let(..)
        | StmtKind::Store(..)
        | StmtKind::Check(_)
        | StmtKind::Panic(_)
        | StmtKind::Log(_)
        | StmtKind::If(..)
        | StmtKind::Loop { .. }
        | StmtKind::For { .. }
        | StmtKind::Block(..)
        | StmtKind::Debug(_)
        | StmtKind::Break(_)
        | StmtKind::Continue(_)
        | StmtKind::Return(_) => {}
    });
    found
}
