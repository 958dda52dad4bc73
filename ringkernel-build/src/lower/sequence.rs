//! Types arrays, references, and parts of slices.

use proc_macro2::Span;

use super::body::{Body, Role};
use super::infer::{Class, Shape, Ty};
use super::tree::{Expr, ExprKind, Part};
use crate::diagnostic::Diagnostic;
use crate::ir::Type;
use crate::syntax::ast;

impl Body<'_, '_> {
    /// `[a, b, c]`.
    pub(super) fn array(&mut self, elements: &[ast::Expr], span: Span) -> Expr {
        let element = self.infer.fresh(Class::Any);
        let elements: Vec<Expr> = elements
            .iter()
            .map(|value| {
                let value = self.value(value);
                self.coerced(value, element)
            })
            .collect();
        let len = Ty::Const(elements.len() as u64);
        Expr {
            kind: ExprKind::Array(elements),
            ty: self.infer.array(element, len),
            span,
        }
    }

    /// `[value; len]`.
    pub(super) fn repeat(&mut self, value: &ast::Expr, len: &ast::Expr, span: Span) -> Expr {
        let value = self.value(value);
        let len = match self.cx.length(self.module, len) {
            Ok(len) => Ty::Const(len),
            Err(mistake) => {
                self.mistakes.push(mistake);
                Ty::Mistake
            }
        };
        Expr {
            ty: self.infer.array(value.ty, len),
            kind: ExprKind::Repeat(Box::new(value)),
            span,
        }
    }

    /// `&place` or `&mut place`.
    pub(super) fn borrow(&mut self, mutable: bool, place: &ast::Expr, span: Span) -> Expr {
        if self.role == Role::Constant {
            return self.refuse(
                Diagnostic::new(span, "a constant of the GPU holds no reference")
                    .help("make it the value itself"),
            );
        }
        if let ast::ExprKind::Part {
            base,
            start,
            end,
            inclusive,
        } = &place.kind
        {
            return self.part(
                mutable,
                base,
                [start.as_deref(), end.as_deref()],
                *inclusive,
                // A fault names the index, not the borrow round it.
                place.span,
            );
        }
        let lent = self.lent(mutable, place, span);
        if let ExprKind::Borrow(place) = &lent.kind {
            self.mark_borrowed(place);
        }
        lent
    }

    /// `&place` or `&mut place` that does not outlive its expression.
    pub(super) fn lent(&mut self, mutable: bool, place: &ast::Expr, span: Span) -> Expr {
        let typed = self.value(place);
        if self.infer.is_mistaken(typed.ty) {
            return typed;
        }
        if !self.is_plain(typed.ty) {
            return self.refuse(
                Diagnostic::new(span, "device code has no references to references")
                    .help("use the reference itself"),
            );
        }
        self.lend(&typed, mutable);
        let ty = self.infer.reference(typed.ty, mutable);
        Expr {
            kind: ExprKind::Borrow(Box::new(typed)),
            ty,
            span,
        }
    }

    /// Notes that a place may be written through a reference to it.
    fn lend(&mut self, place: &Expr, mutable: bool) {
        if mutable {
            if place.is_place() && !self.is_writable(place) {
                self.mistakes
                    .push(Diagnostic::new(place.span, "this is behind a shared reference").soft());
            }
            self.mark_written(place);
        }
    }

    /// `&base[start..end]`.
    fn part(
        &mut self,
        mutable: bool,
        base: &ast::Expr,
        bounds: [Option<&ast::Expr>; 2],
        inclusive: bool,
        span: Span,
    ) -> Expr {
        let base = self.value(base);
        let base = self.followed(base);
        let element = match self.infer.shape(base.ty) {
            Shape::Slice {
                element,
                mutable: given,
            } => {
                if mutable && !given {
                    self.mistakes.push(
                        Diagnostic::new(base.span, "this is behind a shared reference").soft(),
                    );
                }
                element
            }
            Shape::Array(element, _) => {
                self.lend(&base, mutable);
                self.mark_borrowed(&base);
                element
            }
            Shape::Mistake => return base,
            _other => {
                let ty = self.describe(base.ty);
                return self.refuse(Diagnostic::new(span, format!("a `{ty}` has no parts")).soft());
            }
        };
        let [start, end] = bounds.map(|bound| {
            bound.map(|bound| {
                let typed = self.value(bound);
                self.coerce(typed.ty, Ty::USIZE, bound.span);
                typed
            })
        });
        Expr {
            kind: ExprKind::Part(Box::new(Part {
                base,
                start,
                end,
                inclusive,
            })),
            ty: self.infer.slice(element, mutable),
            span,
        }
    }

    /// What a reference points to, as `.` and `[]` find it by themselves; anything else itself.
    pub(super) fn followed(&mut self, expr: Expr) -> Expr {
        if let Some(inner) = self.doubly(&expr) {
            return self.followed(inner);
        }
        match self.infer.shape(expr.ty) {
            Shape::Ref { target, .. } => Expr {
                span: expr.span,
                kind: ExprKind::Deref(Box::new(expr)),
                ty: target,
            },
            _itself => expr,
        }
    }

    /// Whether values of a type are plain: no reference, nothing of the runtime's.
    pub(super) fn is_plain(&self, ty: Ty) -> bool {
        !matches!(
            self.infer.shape(ty),
            Shape::Slice { .. }
                | Shape::Ref { .. }
                | Shape::Known(Type::GridPos | Type::RingContext)
        )
    }
}
