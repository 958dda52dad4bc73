//! Which locals are read later, after each statement.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{visit, Block, Expr, ExprKind, Function, Handle, Label, Local, Stmt, StmtKind};

/// Locals that are read later.
pub(super) type Live = BTreeSet<Handle<Local>>;

/// Calls `seen` for each statement with those of `tracked` that are read after it, later statements first. A statement
/// may be seen with blocks inside it before and after them, never itself twice.
pub(super) fn walk(function: &Function, tracked: &Live, seen: &mut impl FnMut(&Stmt, &Live)) {
    let mut walk = Walk {
        tracked,
        exits: BTreeMap::new(),
    };
    walk.block(&function.body, Live::new(), seen);
}

struct Walk<'a> {
    tracked: &'a Live,
    /// What is live where a `break` and a `continue` go.
    exits: BTreeMap<Label, (Live, Live)>,
}

impl Walk<'_> {
    /// What is live before a block, given what is behind it.
    fn block(&mut self, block: &Block, live: Live, seen: &mut dyn FnMut(&Stmt, &Live)) -> Live {
        block
            .iter()
            .rev()
            .fold(live, |live, stmt| self.stmt(stmt, live, seen))
    }

    fn stmt(&mut self, stmt: &Stmt, after: Live, seen: &mut dyn FnMut(&Stmt, &Live)) -> Live {
        seen(stmt, &after);
        let mut before = match &stmt.kind {
            StmtKind::If(_, then, otherwise) => {
                let mut before = self.block(then, after.clone(), seen);
                before.extend(self.block(otherwise, after, seen));
                before
            }
            StmtKind::Loop { label, body } => self.rounds(*label, body, &after, Live::new(), seen),
            StmtKind::For { label, body, .. } => {
                self.rounds(*label, body, &after, after.clone(), seen)
            }
            StmtKind::Block(Some(label), body) => {
                self.exits.insert(*label, (after.clone(), Live::new()));
                self.block(body, after, seen)
            }
            StmtKind::Block(None, body) => self.block(body, after, seen),
            StmtKind::Debug(body) => {
                let mut before = self.block(body, after.clone(), seen);
                before.extend(after);
                before
            }
            StmtKind::Break(label) => self.exit(*label).0,
            StmtKind::Continue(label) => self.exit(*label).1,
            StmtKind::Return(_) | StmtKind::Panic(_) => Live::new(),
            StmtKind::Let(local, _) => {
                let mut before = after;
                before.remove(local);
                before
            }
            StmtKind::Store(place, _) => {
                let mut before = after;
                if place.path.is_empty() {
                    before.remove(&place.root);
                } else {
                    self.read(place.root, &mut before);
                }
                before
            }
            StmtKind::Check(_)
            | StmtKind::Call { .. }
            | StmtKind::Intrinsic { .. }
            | StmtKind::Log(_) => after,
        };
        for operand in visit::operands(stmt) {
            self.read_all(operand, &mut before);
        }
        before
    }

    /// What is live before a loop; `end` is live where its last round ends.
    fn rounds(
        &mut self,
        label: Label,
        body: &Block,
        after: &Live,
        end: Live,
        seen: &mut dyn FnMut(&Stmt, &Live),
    ) -> Live {
        let mut next = end;
        loop {
            self.exits.insert(label, (after.clone(), next.clone()));
            let begin = self.block(body, next.clone(), &mut |_, _| {});
            if begin.is_subset(&next) {
                self.block(body, next.clone(), seen);
                return next;
            }
            next.extend(begin);
        }
    }

    fn exit(&self, label: Label) -> (Live, Live) {
        self.exits.get(&label).cloned().unwrap_or_default()
    }

    fn read_all(&self, expr: &Expr, live: &mut Live) {
        visit::deep(expr, &mut |expr| match &expr.kind {
            ExprKind::Load(place)
            | ExprKind::Borrow(place)
            | ExprKind::Whole(place)
            | ExprKind::Tag(place) => self.read(place.root, live),
            ExprKind::Pass(local) | ExprKind::Len(local) => self.read(*local, live),
            _no_local => {}
        });
    }

    fn read(&self, local: Handle<Local>, live: &mut Live) {
        if self.tracked.contains(&local) {
            live.insert(local);
        }
    }
}
