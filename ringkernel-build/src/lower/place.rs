//! Types places: elements, fields, and what may be written.

use proc_macro2::Span;

use super::body::{Body, Role};
use super::infer::{Shape, Ty};
use super::tree::{Expr, ExprKind};
use crate::diagnostic::Diagnostic;
use crate::ir::Type;
use crate::syntax::ast;

impl Body<'_, '_> {
    pub(super) fn index(&mut self, base: &ast::Expr, index: &ast::Expr, span: Span) -> Expr {
        let base = self.expr(base, None);
        let base = self.followed(base);
        let typed_index = self.value(index);
        let (element, is_slice) = match self.infer.shape(base.ty) {
            Shape::Slice { element, .. } => (element, true),
            Shape::Array(element, _) => (element, false),
            Shape::Mistake => return base,
            _other => {
                let ty = self.describe(base.ty);
                return self
                    .refuse(Diagnostic::new(span, format!("a `{ty}` cannot be indexed")).soft());
            }
        };
        self.coerce(typed_index.ty, Ty::USIZE, index.span);
        if let (Role::Stencil, true, ExprKind::Variable(field)) = (self.role, is_slice, &base.kind)
        {
            return self.cell(*field, &typed_index, index.span, element, span);
        }
        Expr {
            kind: ExprKind::Element(Box::new(base), Box::new(typed_index)),
            ty: element,
            span,
        }
    }

    pub(super) fn field(&mut self, base: &ast::Expr, field: &ast::Ident, span: Span) -> Expr {
        let base = self.expr(base, None);
        let base = self.followed(base);
        let found = match self.infer.shape(base.ty) {
            Shape::Known(Type::Struct(handle)) => (0u32..)
                .zip(&self.cx.module.structs[handle].fields)
                .find(|(_, (name, _))| *name == field.name)
                .map(|(position, (_, ty))| (position, *ty))
                .map(|(position, ty)| (position, self.open(ty))),
            Shape::Tuple(parts) => (0u32..)
                .zip(parts)
                .find(|(position, _)| position.to_string() == field.name),
            Shape::Mistake => return base,
            _other => {
                let ty = self.describe(base.ty);
                return self
                    .refuse(Diagnostic::new(field.span, format!("`{ty}` has no fields")).soft());
            }
        };
        match found {
            Some((position, ty)) => Expr {
                kind: ExprKind::Field(Box::new(base), position),
                ty,
                span,
            },
            None => {
                let ty = self.describe(base.ty);
                self.refuse(
                    Diagnostic::new(field.span, format!("`{ty}` has no field `{}`", field.name))
                        .soft(),
                )
            }
        }
    }

    /// Types the left side of an assignment.
    pub(super) fn written_place(&mut self, place: &ast::Expr) -> Expr {
        let typed = self.value(place);
        if typed.ty == Ty::Mistake {
            return typed;
        }
        if !typed.is_place() {
            return self.refuse(Diagnostic::new(place.span, "this cannot be assigned to").soft());
        }
        if !self.is_writable(&typed) {
            return self
                .refuse(Diagnostic::new(place.span, "this is behind a shared reference").soft());
        }
        self.mark_written(&typed);
        typed
    }

    /// Whether a place may be written through its reference; of variables, rustc knows.
    pub(super) fn is_writable(&self, place: &Expr) -> bool {
        let is_exclusive = |reference: &Expr| {
            matches!(
                self.infer.shape(reference.ty),
                Shape::Ref { mutable: true, .. } | Shape::Slice { mutable: true, .. }
            )
        };
        match &place.kind {
            ExprKind::Field(base, _) => self.is_writable(base),
            ExprKind::Element(base, _) if self.is_array(base.ty) => self.is_writable(base),
            ExprKind::Element(base, _) | ExprKind::Present(base, _) | ExprKind::Deref(base) => {
                is_exclusive(base)
            }
            ExprKind::Cell(variable) => matches!(
                self.infer.shape(self.variables[variable.0].ty),
                Shape::Slice { mutable: true, .. }
            ),
            _variable => true,
        }
    }
}
