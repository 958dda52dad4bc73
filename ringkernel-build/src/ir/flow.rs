//! Where control goes: which statements can be reached, and which jumps leave what.

use std::collections::BTreeSet;

use super::{visit, Block, Label, Stmt, StmtKind};

/// A jump, by where it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Jump {
    /// Behind a loop or block.
    Break(Label),
    /// To a loop's next round.
    Continue(Label),
}

/// The statements up to the first that never lets control past it.
#[must_use]
pub fn reachable(block: &[Stmt]) -> &[Stmt] {
    let last = block.iter().position(|stmt| !passes(stmt));
    last.map_or(block, |last| &block[..=last])
}

/// Whether control may reach the end of a block.
#[must_use]
pub fn falls_through(block: &Block) -> bool {
    block.iter().all(passes)
}

/// Whether control may go on behind a statement.
#[must_use]
pub fn passes(stmt: &Stmt) -> bool {
    match &stmt.kind {
        StmtKind::Panic(_) | StmtKind::Break(_) | StmtKind::Continue(_) | StmtKind::Return(_) => {
            false
        }
        StmtKind::Block(label, body) => {
            falls_through(body) || label.is_some_and(|label| leaves(body, label))
        }
        StmtKind::If(_, then, otherwise) => falls_through(then) || falls_through(otherwise),
        StmtKind::Loop { label, body } => leaves(body, *label),
        StmtKind::Let(..)
        | StmtKind::Store(..)
        | StmtKind::Check(_)
        | StmtKind::Call { .. }
        | StmtKind::Intrinsic { .. }
        | StmtKind::Debug(_)
        | StmtKind::Log(_)
        | StmtKind::For { .. } => true,
    }
}

/// Whether a `break` that can be reached in the block leaves the loop or block of that label.
#[must_use]
pub fn leaves(block: &Block, label: Label) -> bool {
    reachable(block).iter().any(|stmt| {
        stmt.kind == StmtKind::Break(label)
            || visit::blocks(stmt)
                .into_iter()
                .any(|inner| leaves(inner, label))
    })
}

/// The jumps of a block that go elsewhere than to the innermost loop round them; `innermost` is the one round the
/// block.
#[must_use]
pub fn far_jumps(block: &Block, innermost: Option<Label>) -> BTreeSet<Jump> {
    let mut far = BTreeSet::new();
    for stmt in block {
        let innermost = match &stmt.kind {
            StmtKind::Loop { label, .. } | StmtKind::For { label, .. } => Some(*label),
            StmtKind::Break(label) => {
                if innermost != Some(*label) {
                    far.insert(Jump::Break(*label));
                }
                innermost
            }
            StmtKind::Continue(label) => {
                if innermost != Some(*label) {
                    far.insert(Jump::Continue(*label));
                }
                innermost
            }
            StmtKind::Block(..)
            | StmtKind::Debug(_)
            | StmtKind::Panic(_)
            | StmtKind::If(..)
            | StmtKind::Return(_)
            | StmtKind::Let(..)
            | StmtKind::Store(..)
            | StmtKind::Check(_)
            | StmtKind::Call { .. }
            | StmtKind::Log(_)
            | StmtKind::Intrinsic { .. } => innermost,
        };
        for inner in visit::blocks(stmt) {
            far.extend(far_jumps(inner, innermost));
        }
    }
    far
}
