//! Which statements can be reached, and whether control reaches the end of a block.

use crate::ir::{Block, Stmt, StmtKind};

/// The statements up to the first that never lets control past it.
pub(super) fn reachable(block: &[Stmt]) -> &[Stmt] {
    let last = block.iter().position(|stmt| !passes(stmt));
    last.map_or(block, |last| &block[..=last])
}

/// Whether control may reach the end of a block.
pub(super) fn falls_through(block: &Block) -> bool {
    block.iter().all(passes)
}

/// Whether control may go on behind a statement.
fn passes(stmt: &Stmt) -> bool {
    match &stmt.kind {
        StmtKind::Break | StmtKind::Continue | StmtKind::Return(_) => false,
        StmtKind::Block(block) => falls_through(block),
        StmtKind::If(_, then, otherwise) => falls_through(then) || falls_through(otherwise),
        StmtKind::Loop(body) => breaks(body),
        StmtKind::Let(..)
        | StmtKind::Store(..)
        | StmtKind::Check(_)
        | StmtKind::Call { .. }
        | StmtKind::Intrinsic { .. }
        | StmtKind::For { .. } => true,
    }
}

/// Whether a `break` in the block leaves the loop around it.
fn breaks(block: &Block) -> bool {
    reachable(block).iter().any(|stmt| match &stmt.kind {
        StmtKind::Break => true,
        StmtKind::Block(block) => breaks(block),
        StmtKind::If(_, then, otherwise) => breaks(then) || breaks(otherwise),
        StmtKind::Let(..)
        | StmtKind::Store(..)
        | StmtKind::Check(_)
        | StmtKind::Call { .. }
        | StmtKind::Intrinsic { .. }
        | StmtKind::Loop(_)
        | StmtKind::For { .. }
        | StmtKind::Continue
        | StmtKind::Return(_) => false,
    })
}
