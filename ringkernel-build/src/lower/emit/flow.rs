//! Loops, labelled blocks, and the jumps that leave them.

use proc_macro2::Span;

use super::{load, Dest, Emitter};
use crate::ir::{Label, StmtKind, Type};
use crate::lower::tree::{self, For};

/// Whether an expression's value comes from several places in it, each of which writes it where it goes.
pub(super) fn fills(expr: &tree::Expr) -> bool {
    matches!(
        expr.kind,
        tree::ExprKind::If(..)
            | tree::ExprKind::IfLet(_)
            | tree::ExprKind::Match(_)
            | tree::ExprKind::Loop(..)
            | tree::ExprKind::Block(Some(_), _)
    )
}

impl Emitter<'_, '_, '_> {
    /// A `loop` or block as a statement of its own; what it gives goes to `dest`.
    pub(super) fn fill(&mut self, expr: &tree::Expr, dest: Dest) {
        let kind = match &expr.kind {
            tree::ExprKind::Loop(label, body) => {
                self.dests.insert(*label, dest);
                let (body, ()) = self.apart(|emitter| emitter.finish_block(body, Dest::Drop));
                StmtKind::Loop {
                    label: *label,
                    body,
                }
            }
            tree::ExprKind::Block(label, block) => {
                self.dests.extend(label.map(|label| (label, dest)));
                let (inner, ()) = self.apart(|emitter| emitter.finish_block(block, dest));
                StmtKind::Block(*label, inner)
            }
            _other => unreachable!("asked with a `loop` or block"),
        };
        self.push(kind, expr.span);
    }

    /// `break`, after its value has gone where the loop's or block's value goes.
    pub(super) fn break_out(&mut self, label: Label, value: Option<&tree::Expr>, span: Span) {
        if let Some(value) = value {
            self.finish(value, self.dests.get(&label).copied().unwrap_or(Dest::Drop));
        }
        self.push(StmtKind::Break(label), span);
    }

    pub(super) fn for_loop(&mut self, repeat: &For, span: Span) {
        let mut bounds = self.sequence(&[&repeat.start, &repeat.end]);
        let end = bounds.pop().expect("two bounds went in");
        let start = bounds.pop().expect("two bounds went in");
        let ty = start.ty;
        if !matches!(ty, Type::Scalar(scalar) if scalar.is_int()) {
            self.soft(repeat.start.span, "a range counts integers");
        }
        let own = self.local(repeat.variable);
        let is_written = self.locals[own].mutable;
        let variable = if is_written {
            self.temporary(ty, false)
        } else {
            own
        };
        let (body, ()) = self.apart(|emitter| {
            if is_written {
                let first = load(variable.into(), ty);
                emitter.push(StmtKind::Let(own, Some(first)), repeat.start.span);
            }
            emitter.finish_block(&repeat.body, Dest::Drop);
        });
        self.push(
            StmtKind::For {
                label: repeat.label,
                variable,
                start,
                end,
                inclusive: repeat.inclusive,
                body,
            },
            span,
        );
    }
}
