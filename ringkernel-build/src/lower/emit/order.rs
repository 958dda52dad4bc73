//! Which operands must be read before a later operand's statements run.

use std::collections::BTreeSet;

use proc_macro2::Span;

use super::Emitter;
use crate::ir::{Arena, Block, Expr, ExprKind, Handle, Local, Place, Projection, StmtKind, Type};
use crate::lower::tree;

/// What statements may change.
#[derive(Default)]
struct Writes {
    locals: BTreeSet<Handle<Local>>,
    /// Memory behind slices and references.
    memory: bool,
}

impl Emitter<'_> {
    /// Evaluates operands from left to right, so that each keeps the value it had at its turn.
    pub(super) fn sequence(&mut self, operands: &[&tree::Expr]) -> Vec<Expr> {
        let mut parts: Vec<(Block, Expr, Span)> = operands
            .iter()
            .map(|operand| {
                let (statements, value) = self.apart(|emitter| emitter.operand(operand));
                (statements, value, operand.span)
            })
            .collect();
        let mut later = Writes::default();
        for (statements, value, span) in parts.iter_mut().rev() {
            if later.disturb(value, &self.locals) {
                let kept = value.clone();
                let (spilled, kept) = self.apart(|emitter| emitter.keep(kept, &later, *span));
                *value = kept;
                let mut own = std::mem::take(statements);
                later.add_all(&own, &self.locals);
                own.extend(spilled);
                *statements = own;
            } else {
                later.add_all(statements, &self.locals);
            }
        }
        let mut values = Vec::new();
        for (statements, value, _) in parts {
            self.out.extend(statements);
            values.push(value);
        }
        values
    }

    /// Saves a value from statements that come after it in time but before it in the text of the C.
    pub(super) fn save_from(&mut self, value: Expr, later: &Block, span: Span) -> Expr {
        let mut writes = Writes::default();
        writes.add_all(later, &self.locals);
        if writes.disturb(&value, &self.locals) {
            self.keep(value, &writes, span)
        } else {
            value
        }
    }

    /// A borrowed place keeps its address: only its indices are saved. Anything else is saved whole.
    fn keep(&mut self, value: Expr, writes: &Writes, span: Span) -> Expr {
        let ty = value.ty;
        match value.kind {
            ExprKind::Borrow(mut place) => {
                for projection in &mut place.path {
                    if let Projection::Index(index) = projection {
                        if writes.disturb(index, &self.locals) {
                            **index = self.spill((**index).clone(), span);
                        }
                    }
                }
                Expr {
                    kind: ExprKind::Borrow(place),
                    ty,
                }
            }
            kind @ (ExprKind::Literal(_)
            | ExprKind::Load(_)
            | ExprKind::Pass(_)
            | ExprKind::Len(_)
            | ExprKind::Unary(..)
            | ExprKind::Binary(..)
            | ExprKind::Cast(_)
            | ExprKind::Intrinsic(..)
            | ExprKind::Struct(..)
            | ExprKind::Neighbor { .. }) => self.spill(Expr { kind, ty }, span),
        }
    }

    /// An operand: a value, or what is handed to a reference parameter.
    fn operand(&mut self, operand: &tree::Expr) -> Expr {
        let ty = self.ty(operand.ty);
        let is_handed_on = matches!(ty, Type::Slice { .. } | Type::Ref { .. });
        let kind = if let tree::ExprKind::Borrow(inner) = &operand.kind {
            ExprKind::Borrow(if inner.is_place() {
                self.place(inner)
            } else {
                let value = self.value(inner);
                let local = self.temporary(value.ty, true);
                self.push(StmtKind::Let(local, Some(value)), inner.span);
                local.into()
            })
        } else if let (tree::ExprKind::Variable(variable), true) = (&operand.kind, is_handed_on) {
            ExprKind::Pass(self.local(*variable))
        } else {
            return self.value(operand);
        };
        Expr { kind, ty }
    }
}

impl Writes {
    fn add_all(&mut self, block: &Block, locals: &Arena<Local>) {
        for stmt in block {
            match &stmt.kind {
                StmtKind::Let(..)
                | StmtKind::Check(_)
                | StmtKind::Break(_)
                | StmtKind::Continue(_)
                | StmtKind::Return(_) => {}
                StmtKind::Store(place, _) => self.add(place, locals),
                StmtKind::Call { result, args, .. } => {
                    self.locals.extend(result);
                    for arg in args {
                        match &arg.kind {
                            ExprKind::Borrow(place) => self.add(place, locals),
                            ExprKind::Pass(_) => self.memory = true,
                            ExprKind::Literal(_)
                            | ExprKind::Load(_)
                            | ExprKind::Len(_)
                            | ExprKind::Unary(..)
                            | ExprKind::Binary(..)
                            | ExprKind::Cast(_)
                            | ExprKind::Intrinsic(..)
                            | ExprKind::Struct(..)
                            | ExprKind::Neighbor { .. } => {}
                        }
                    }
                    // The callee may hold a barrier.
                    self.memory = true;
                }
                // Other threads write before a barrier.
                StmtKind::Intrinsic { result, args, .. } => {
                    self.locals.extend(result);
                    for arg in args {
                        if let ExprKind::Borrow(place) = &arg.kind {
                            self.add(place, locals);
                        }
                    }
                    self.memory = true;
                }
                StmtKind::If(_, then, otherwise) => {
                    self.add_all(then, locals);
                    self.add_all(otherwise, locals);
                }
                StmtKind::Loop { body, .. }
                | StmtKind::Block(_, body)
                | StmtKind::For { body, .. } => self.add_all(body, locals),
            }
        }
    }

    fn add(&mut self, place: &Place, locals: &Arena<Local>) {
        if is_memory(place.root, locals) {
            self.memory = true;
        } else {
            self.locals.insert(place.root);
        }
    }

    /// Whether an expression could have another value after these writes.
    fn disturb(&self, expr: &Expr, locals: &Arena<Local>) -> bool {
        if self.locals.is_empty() && !self.memory {
            return false;
        }
        match &expr.kind {
            ExprKind::Literal(_) | ExprKind::Pass(_) | ExprKind::Len(_) => false,
            ExprKind::Load(place) => self.disturb_place(place, locals, true),
            ExprKind::Borrow(place) => self.disturb_place(place, locals, false),
            ExprKind::Unary(_, operand) | ExprKind::Cast(operand) => self.disturb(operand, locals),
            ExprKind::Binary(_, left, right) => {
                self.disturb(left, locals) || self.disturb(right, locals)
            }
            ExprKind::Intrinsic(_, args) | ExprKind::Struct(_, args) => {
                args.iter().any(|arg| self.disturb(arg, locals))
            }
            // Only fields that the stencil does not write have neighbours.
            ExprKind::Neighbor { .. } => false,
        }
    }

    /// `reads` says whether the place's value counts, or only its address.
    fn disturb_place(&self, place: &Place, locals: &Arena<Local>, reads: bool) -> bool {
        let value = if is_memory(place.root, locals) {
            self.memory && is_mutable(place.root, locals)
        } else {
            self.locals.contains(&place.root)
        };
        let address = place.path.iter().any(|projection| match projection {
            Projection::Index(index) => self.disturb(index, locals),
            Projection::Field(_) | Projection::Deref | Projection::Cell => false,
        });
        (reads && value) || address
    }
}

fn is_memory(local: Handle<Local>, locals: &Arena<Local>) -> bool {
    matches!(locals[local].ty, Type::Slice { .. } | Type::Ref { .. })
}

fn is_mutable(local: Handle<Local>, locals: &Arena<Local>) -> bool {
    matches!(
        locals[local].ty,
        Type::Slice { mutable: true, .. } | Type::Ref { mutable: true, .. }
    )
}
