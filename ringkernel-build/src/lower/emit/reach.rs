//! What is never reached: rustc only warns of it, nvcc refuses it.

use crate::ir::{Block, Stmt, StmtKind};

/// Takes out the statements that control never comes to.
pub(super) fn prune(block: &mut Block) {
    for stmt in block.iter_mut() {
        match &mut stmt.kind {
            StmtKind::If(_, then, otherwise) => {
                prune(then);
                prune(otherwise);
            }
            StmtKind::Loop(body) | StmtKind::Block(body) | StmtKind::For { body, .. } => {
                prune(body);
            }
            StmtKind::Let(..)
            | StmtKind::Store(..)
            | StmtKind::Check(_)
            | StmtKind::Call { .. }
            | StmtKind::Intrinsic { .. }
            | StmtKind::Break
            | StmtKind::Continue
            | StmtKind::Return(_) => {}
        }
    }
    if let Some(last) = block.iter().position(never_passes) {
        block.truncate(last + 1);
    }
}

/// Whether control never comes to what follows the statement.
fn never_passes(stmt: &Stmt) -> bool {
    let never_ends = |block: &Block| block.last().is_some_and(never_passes);
    match &stmt.kind {
        StmtKind::Break | StmtKind::Continue | StmtKind::Return(_) => true,
        StmtKind::If(_, then, otherwise) => never_ends(then) && never_ends(otherwise),
        StmtKind::Block(body) => never_ends(body),
        StmtKind::Loop(body) => !has_break(body),
        StmtKind::Let(..)
        | StmtKind::Store(..)
        | StmtKind::Check(_)
        | StmtKind::Call { .. }
        | StmtKind::Intrinsic { .. }
        | StmtKind::For { .. } => false,
    }
}

/// Whether a `break` in the block leaves the loop whose body it is.
fn has_break(block: &Block) -> bool {
    block.iter().any(|stmt| match &stmt.kind {
        StmtKind::Break => true,
        StmtKind::If(_, then, otherwise) => has_break(then) || has_break(otherwise),
        StmtKind::Block(body) => has_break(body),
        StmtKind::Loop(_)
        | StmtKind::For { .. }
        | StmtKind::Continue
        | StmtKind::Return(_)
        | StmtKind::Let(..)
        | StmtKind::Store(..)
        | StmtKind::Check(_)
        | StmtKind::Call { .. }
        | StmtKind::Intrinsic { .. } => false,
    })
}
