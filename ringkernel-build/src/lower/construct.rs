//! Types values that are made by naming their type: `S(1.0, 2.0)` and `S`.

use proc_macro2::Span;

use super::body::Body;
use super::infer::Ty;
use super::tree::{Expr, ExprKind};
use crate::diagnostic::Diagnostic;
use crate::ir::Type;
use crate::scan::ItemId;
use crate::syntax::ast;

impl Body<'_, '_> {
    /// A tuple struct or unit struct with its fields in order.
    pub(super) fn constructed(
        &mut self,
        item: ItemId,
        name: Span,
        args: &[ast::Expr],
        span: Span,
    ) -> Expr {
        let Ok(handle) = self.cx.structure(item) else {
            let written = self.cx.krate.items[item.0].name.clone();
            return self.refuse(
                Diagnostic::new(name, format!("`{written}` holds what the GPU cannot")).soft(),
            );
        };
        let wanted: Vec<Type> = self.cx.module.structs[handle]
            .fields
            .iter()
            .map(|(_, ty)| *ty)
            .collect();
        if wanted.len() != args.len() {
            return self.refuse(
                Diagnostic::new(span, format!("this takes {} fields", wanted.len())).soft(),
            );
        }
        let mut fields = Vec::new();
        for ((position, ty), arg) in (0u32..).zip(wanted).zip(args) {
            let value = self.value(arg);
            self.coerce(value.ty, Ty::Known(ty), value.span);
            fields.push((position, value));
        }
        Expr {
            kind: ExprKind::Struct(handle, fields),
            ty: Ty::Known(Type::Struct(handle)),
            span,
        }
    }
}
