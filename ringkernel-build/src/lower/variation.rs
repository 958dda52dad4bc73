//! Types that `cfg` makes different from build to build, though one run of the build script serves them all.

use proc_macro2::Span;

use super::context::Context;
use super::resolve::{Meaning, Space};
use crate::diagnostic::Diagnostic;
use crate::scan::{ItemId, ModuleId};
use crate::syntax::ast;

impl Context<'_> {
    /// Why a struct or enum cannot be used, if it or a type in it has other parts in other builds.
    pub(super) fn variation(&self, item: ItemId, span: Span) -> Option<Diagnostic> {
        let item = self.varying(item, &mut Vec::new())?;
        let name = &self.krate.items[item.0].name;
        let message = format!("`{name}` has parts under a `cfg` that differs between builds");
        let help = "give it the same fields and variants in every build";
        Some(Diagnostic::new(span, message).help(help))
    }

    fn varying(&self, id: ItemId, seen: &mut Vec<ItemId>) -> Option<ItemId> {
        let item = &self.krate.items[id.0];
        if item.varies {
            return Some(id);
        }
        if seen.contains(&id) {
            return None;
        }
        seen.push(id);
        let mut varying_in = |ty: &ast::Ty| self.varying_in(item.module, ty, seen);
        match &item.syntax {
            Ok(ast::Item::Struct(found)) => {
                found.fields.iter().find_map(|field| varying_in(&field.ty))
            }
            Ok(ast::Item::Enum(found)) => {
                let mut fields = found.variants.iter().flat_map(|variant| &variant.fields);
                fields.find_map(|field| varying_in(&field.ty))
            }
            Ok(ast::Item::Alias(found)) => varying_in(&found.ty),
            Ok(_) | Err(_) => None,
        }
    }

    fn varying_in(&self, module: ModuleId, ty: &ast::Ty, seen: &mut Vec<ItemId>) -> Option<ItemId> {
        match &ty.kind {
            ast::TyKind::Path(path) => match self.resolve(module, path, Space::Type) {
                Meaning::Item(item) => self.varying(item, seen),
                _other => None,
            },
            ast::TyKind::Option(inner)
            | ast::TyKind::Array(inner, _)
            | ast::TyKind::Slice { element: inner, .. }
            | ast::TyKind::Ref { target: inner, .. } => self.varying_in(module, inner, seen),
            ast::TyKind::Tuple(parts) => parts
                .iter()
                .find_map(|part| self.varying_in(module, part, seen)),
            ast::TyKind::Unit => None,
        }
    }
}
