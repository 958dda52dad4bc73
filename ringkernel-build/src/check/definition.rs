//! What locals that are written once hold.

use std::collections::BTreeMap;

use crate::ir::{visit, Expr, Function, Handle, Local, StmtKind};

/// The value of each local that is never written after its `let`.
pub(super) type Definitions<'a> = BTreeMap<Handle<Local>, &'a Expr>;

/// Finds them.
pub(super) fn find(function: &Function) -> Definitions<'_> {
    let mut found = Definitions::new();
    visit::stmts(&function.body, &mut |stmt| {
        if let StmtKind::Let(local, Some(value)) = &stmt.kind {
            if !function.locals[*local].mutable {
                found.insert(*local, value);
            }
        }
    });
    found
}
