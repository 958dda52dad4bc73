//! Types places: elements, fields, and what may be written.

use proc_macro2::Span;

use super::body::{Body, Role};
use super::infer::Ty;
use super::tree::{Expr, ExprKind};
use crate::diagnostic::Diagnostic;
use crate::ir::{Scalar, Type};
use crate::syntax::ast;

impl Body<'_, '_> {
    pub(super) fn index(&mut self, base: &ast::Expr, index: &ast::Expr, span: Span) -> Expr {
        let base = self.expr(base, None);
        let typed_index = self.value(index);
        let (ExprKind::Variable(slice), Ty::Known(Type::Slice { element, .. })) =
            (&base.kind, self.infer.resolve(base.ty))
        else {
            if base.ty == Ty::Mistake {
                return base;
            }
            let ty = self.describe(base.ty);
            return self
                .refuse(Diagnostic::new(span, format!("a `{ty}` cannot be indexed")).soft());
        };
        self.coerce(typed_index.ty, Ty::scalar(Scalar::Usize), index.span);
        if self.role == Role::Stencil {
            return self.cell(*slice, &typed_index, index.span, element.into(), span);
        }
        Expr {
            kind: ExprKind::Element(*slice, Box::new(typed_index)),
            ty: Ty::Known(element.into()),
            span,
        }
    }

    pub(super) fn field(&mut self, base: &ast::Expr, field: &ast::Ident, span: Span) -> Expr {
        let mut base = self.expr(base, None);
        if let (ExprKind::Variable(variable), Ty::Known(Type::Ref { target, .. })) =
            (&base.kind, self.infer.resolve(base.ty))
        {
            base = Expr {
                kind: ExprKind::Deref(*variable),
                ty: Ty::Known(target.into()),
                span: base.span,
            };
        }
        let handle = match self.infer.resolve(base.ty) {
            Ty::Known(Type::Struct(handle)) => handle,
            Ty::Mistake => return base,
            Ty::Known(_) | Ty::Var(_) | Ty::Never => {
                let ty = self.describe(base.ty);
                return self
                    .refuse(Diagnostic::new(field.span, format!("`{ty}` has no fields")).soft());
            }
        };
        let found = (0u32..)
            .zip(&self.cx.module.structs[handle].fields)
            .find(|(_, (name, _))| *name == field.name)
            .map(|(position, (_, ty))| (position, *ty));
        match found {
            Some((position, ty)) => Expr {
                kind: ExprKind::Field(Box::new(base), position),
                ty: Ty::Known(ty),
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
        match &place.kind {
            ExprKind::Field(base, _) => self.is_writable(base),
            ExprKind::Deref(variable)
            | ExprKind::Element(variable, _)
            | ExprKind::Cell(variable) => {
                matches!(
                    self.variables[variable.0].ty,
                    Ty::Known(Type::Slice { mutable: true, .. } | Type::Ref { mutable: true, .. })
                )
            }
            _variable => true,
        }
    }
}
