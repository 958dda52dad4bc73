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

impl Emitter<'_, '_, '_> {
    /// Evaluates operands from left to right, so that each keeps the value it had at its turn.
    pub(super) fn sequence(&mut self, operands: &[&tree::Expr]) -> Vec<Expr> {
        let mut parts: Vec<(Block, Expr, Span)> = operands
            .iter()
            .map(|operand| {
                let (statements, value) = self.apart(|emitter| emitter.value(operand));
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
            ExprKind::Borrow(place) if !writes.locals.contains(&place.root) => Expr {
                kind: ExprKind::Borrow(self.keep_indices(place, writes, span)),
                ty,
            },
            ExprKind::Whole(place) if !writes.locals.contains(&place.root) => Expr {
                kind: ExprKind::Whole(self.keep_indices(place, writes, span)),
                ty,
            },
            ExprKind::Borrow(place) | ExprKind::Whole(place)
                if !self.locals[place.root].ty.is_pointer() =>
            {
                // What is written is the borrowed local itself, whose address stays.
                let place = self.keep_indices(place, writes, span);
                let kind = if matches!(ty, Type::Ref { .. }) {
                    ExprKind::Borrow(place)
                } else {
                    ExprKind::Whole(place)
                };
                Expr { kind, ty }
            }
            kind @ (ExprKind::Borrow(_)
            | ExprKind::Whole(_)
            | ExprKind::Part { .. }
            | ExprKind::Literal(_)
            | ExprKind::Load(_)
            | ExprKind::Pass(_)
            | ExprKind::Len(_)
            | ExprKind::Unary(..)
            | ExprKind::Binary(..)
            | ExprKind::Cast(_)
            | ExprKind::Intrinsic(..)
            | ExprKind::Struct(..)
            | ExprKind::Variant(..)
            | ExprKind::Tag(_)
            | ExprKind::Array(_)
            | ExprKind::Repeat(_)
            | ExprKind::Neighbor { .. }) => self.spill(Expr { kind, ty }, span),
        }
    }

    /// Keeps a place what it is while statements run that come before its use.
    pub(super) fn keep_place(&mut self, place: &mut Place, later: &Block, span: Span) {
        let mut writes = Writes::default();
        writes.add_all(later, &self.locals);
        let kept = std::mem::replace(place, place.root.into());
        *place = self.keep_indices(kept, &writes, span);
        let is_pointer = self.locals[place.root].ty.is_pointer();
        if is_pointer && writes.locals.contains(&place.root) {
            let ty = self.locals[place.root].ty;
            let kind = ExprKind::Pass(place.root);
            let local = self.temporary(ty, false);
            self.push(StmtKind::Let(local, Some(Expr { kind, ty })), span);
            place.root = local;
        }
    }

    fn keep_indices(&mut self, mut place: Place, writes: &Writes, span: Span) -> Place {
        for projection in &mut place.path {
            if let Projection::Index(index) = projection {
                if writes.disturb(index, &self.locals) {
                    **index = self.spill((**index).clone(), span);
                }
            }
        }
        place
    }
}

impl Writes {
    fn add_all(&mut self, block: &Block, locals: &Arena<Local>) {
        for stmt in block {
            match &stmt.kind {
                StmtKind::Let(..)
                | StmtKind::Check(_)
                | StmtKind::Panic(_)
                | StmtKind::Log(_)
                | StmtKind::Break(_)
                | StmtKind::Continue(_)
                | StmtKind::Return(_) => {}
                StmtKind::Store(place, _) => self.add(place, locals),
                StmtKind::Call { result, args, .. } => {
                    self.locals.extend(result);
                    for arg in args {
                        self.add_argument(arg, locals);
                    }
                    // The callee may hold a barrier.
                    self.memory = true;
                }
                // Other threads write before a barrier.
                StmtKind::Intrinsic { result, args, .. } => {
                    self.locals.extend(result);
                    for arg in args {
                        self.add_argument(arg, locals);
                    }
                    self.memory = true;
                }
                StmtKind::If(_, then, otherwise) => {
                    self.add_all(then, locals);
                    self.add_all(otherwise, locals);
                }
                StmtKind::Loop { body, .. }
                | StmtKind::Block(_, body)
                | StmtKind::Debug(body)
                | StmtKind::For { body, .. } => self.add_all(body, locals),
            }
        }
    }

    fn add(&mut self, place: &Place, locals: &Arena<Local>) {
        if is_memory(place.root, locals) && !place.path.is_empty() {
            self.memory = true;
        } else {
            self.locals.insert(place.root);
            self.memory |= locals[place.root].borrowed;
        }
    }

    /// What a callee may write through an argument.
    fn add_argument(&mut self, arg: &Expr, locals: &Arena<Local>) {
        match &arg.kind {
            ExprKind::Borrow(place) | ExprKind::Whole(place) => self.add(place, locals),
            ExprKind::Part { slice, .. } => self.add_argument(slice, locals),
            ExprKind::Pass(_) => self.memory = true,
            ExprKind::Literal(_)
            | ExprKind::Load(_)
            | ExprKind::Len(_)
            | ExprKind::Unary(..)
            | ExprKind::Binary(..)
            | ExprKind::Cast(_)
            | ExprKind::Intrinsic(..)
            | ExprKind::Struct(..)
            | ExprKind::Variant(..)
            | ExprKind::Tag(_)
            | ExprKind::Array(_)
            | ExprKind::Repeat(_)
            | ExprKind::Neighbor { .. } => {}
        }
    }

    /// Whether an expression could have another value after these writes.
    fn disturb(&self, expr: &Expr, locals: &Arena<Local>) -> bool {
        if self.locals.is_empty() && !self.memory {
            return false;
        }
        match &expr.kind {
            ExprKind::Literal(_) => false,
            ExprKind::Pass(local) | ExprKind::Len(local) => self.locals.contains(local),
            ExprKind::Load(place) | ExprKind::Tag(place) => self.disturb_place(place, locals, true),
            ExprKind::Borrow(place) | ExprKind::Whole(place) => {
                self.disturb_place(place, locals, false)
            }
            ExprKind::Part { slice, start, end } => {
                self.disturb(slice, locals)
                    || self.disturb(start, locals)
                    || self.disturb(end, locals)
            }
            ExprKind::Unary(_, operand) | ExprKind::Cast(operand) | ExprKind::Repeat(operand) => {
                self.disturb(operand, locals)
            }
            ExprKind::Binary(_, left, right) => {
                self.disturb(left, locals) || self.disturb(right, locals)
            }
            ExprKind::Intrinsic(_, args)
            | ExprKind::Struct(_, args)
            | ExprKind::Variant(_, _, args)
            | ExprKind::Array(args) => args.iter().any(|arg| self.disturb(arg, locals)),
            // Only fields that the stencil does not write have neighbours.
            ExprKind::Neighbor { .. } => false,
        }
    }

    /// `reads` says whether the place's value counts, or only its address.
    fn disturb_place(&self, place: &Place, locals: &Arena<Local>, reads: bool) -> bool {
        let value = if is_memory(place.root, locals) && !place.path.is_empty() {
            self.memory && is_mutable(place.root, locals)
        } else {
            self.locals.contains(&place.root) || self.memory && locals[place.root].borrowed
        };
        // A reference that points elsewhere from now on.
        let moved = is_memory(place.root, locals) && self.locals.contains(&place.root);
        let address = place.path.iter().any(|projection| match projection {
            Projection::Index(index) => self.disturb(index, locals),
            Projection::Field(_)
            | Projection::Variant(_)
            | Projection::Deref
            | Projection::Cell => false,
        });
        (reads && value) || moved || address
    }
}

fn is_memory(local: Handle<Local>, locals: &Arena<Local>) -> bool {
    locals[local].ty.is_pointer()
}

fn is_mutable(local: Handle<Local>, locals: &Arena<Local>) -> bool {
    matches!(
        locals[local].ty,
        Type::Slice { mutable: true, .. } | Type::Ref { mutable: true, .. }
    )
}
