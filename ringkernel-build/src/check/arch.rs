//! What a kernel asks of a GPU that an architecture of the build lacks.

use std::collections::BTreeSet;

use super::Mistake;
use crate::intrinsic::{self, Op};
use crate::ir::{visit, ExprKind, Function, Handle, Location, Module, StmtKind};

/// What each kernel calls that some of these architectures lack, and which kernels that refuses.
#[must_use]
pub fn check(module: &Module, archs: &[u32]) -> (Vec<Mistake>, Vec<bool>) {
    let mut mistakes = Vec::new();
    let refused = module.kernels.iter().map(|kernel| {
        let mut walk = Walk {
            module,
            archs,
            reached: BTreeSet::new(),
            mistakes: Vec::new(),
        };
        walk.function(&kernel.function);
        let is_refused = !walk.mistakes.is_empty();
        mistakes.append(&mut walk.mistakes);
        is_refused
    });
    let refused = refused.collect();
    (mistakes, refused)
}

struct Walk<'a> {
    module: &'a Module,
    archs: &'a [u32],
    reached: BTreeSet<Handle<Function>>,
    mistakes: Vec<Mistake>,
}

impl Walk<'_> {
    fn function(&mut self, function: &Function) {
        let mut asked: Vec<(Op, Location)> = Vec::new();
        let mut called = Vec::new();
        visit::exprs(&function.body, &mut |expr, location| {
            if let ExprKind::Intrinsic(op, _) = expr.kind {
                asked.push((op, location));
            }
        });
        visit::stmts(&function.body, &mut |stmt| {
            if let StmtKind::Intrinsic { op, .. } = stmt.kind {
                asked.push((op, stmt.location));
            }
            if let StmtKind::Call { function, .. } = stmt.kind {
                called.push(function);
            }
        });
        for (op, location) in asked {
            self.intrinsic(op, location);
        }
        for callee in called {
            if self.reached.insert(callee) {
                self.function(&self.module.functions[callee]);
            }
        }
    }

    fn intrinsic(&mut self, op: Op, location: Location) {
        let row = intrinsic::row(op);
        let lacking: Vec<String> = self
            .archs
            .iter()
            .filter(|arch| **arch < row.min_arch)
            .map(|arch| format!("sm_{arch}"))
            .collect();
        if lacking.is_empty() {
            return;
        }
        let name = row.rust[0].name();
        let needed = row.min_arch;
        let lacking = lacking.join(", ");
        self.mistakes.push(Mistake {
            location,
            message: format!("`{name}` needs sm_{needed}, and this is built for {lacking} too"),
            help: format!(
                "take {lacking} out of the build script's `arch`s, or do without `{name}`"
            ),
        });
    }
}
