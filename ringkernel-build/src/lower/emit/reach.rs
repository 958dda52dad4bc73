//! What is never reached: rustc only warns of it, nvcc refuses it.

use crate::ir::{flow, Block, StmtKind};

/// Takes out the statements that control never comes to.
pub(super) fn prune(block: &mut Block) {
    for stmt in block.iter_mut() {
        match &mut stmt.kind {
            StmtKind::If(_, then, otherwise) => {
                prune(then);
                prune(otherwise);
            }
            StmtKind::Loop { body, .. }
            | StmtKind::Block(_, body)
            | StmtKind::Debug(body)
            | StmtKind::For { body, .. } => prune(body),
            StmtKind::Let(..)
            | StmtKind::Store(..)
            | StmtKind::Check(_)
            | StmtKind::Call { .. }
            | StmtKind::Intrinsic { .. }
            | StmtKind::Panic(_)
            | StmtKind::Log(_)
            | StmtKind::Break(_)
            | StmtKind::Continue(_)
            | StmtKind::Return(_) => {}
        }
    }
    block.truncate(flow::reachable(block).len());
}
