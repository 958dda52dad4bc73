//! Types what a pattern compares a place with: literals, ends of ranges, constants, unit variants.

use proc_macro2::Span;

use super::body::Body;
use super::constant::Value;
use super::context::written;
use super::infer::{Shape, Ty};
use super::pattern::{with_variant, Pattern, PatternKind};
use super::resolve::{Meaning, Space};
use super::standard;
use super::tree::{Expr, ExprKind};
use crate::diagnostic::Diagnostic;
use crate::scan::{ItemId, ItemKind};
use crate::syntax::ast;

impl Body<'_, '_> {
    /// What a path in a pattern means, if it is no new name.
    pub(super) fn meant(&mut self, path: &ast::Path) -> Option<Meaning> {
        let meaning = self.cx.resolve(self.module, path, Space::Value);
        let is_meant = match &meaning {
            Meaning::Item(item) => match self.cx.krate.items[item.0].kind {
                ItemKind::Const | ItemKind::Struct | ItemKind::Enum => true,
                ItemKind::Kernel | ItemKind::Device | ItemKind::Alias => false,
            },
            Meaning::Variant(..) | Meaning::Associated(..) | Meaning::Ambiguous => true,
            Meaning::Foreign(paths) => foreign_constant(paths).is_some(),
            Meaning::Module(_)
            | Meaning::Function
            | Meaning::Value
            | Meaning::Type
            | Meaning::Scalar(_)
            | Meaning::Unknown => false,
        };
        (is_meant || standard::option_variant(path, &meaning).is_some()).then_some(meaning)
    }

    /// Whether a pattern is the name of a constant, which rustc compares without looking through references.
    pub(super) fn is_named_constant(&mut self, pattern: &ast::Pattern) -> bool {
        let ast::PatternKind::Path(path) = &pattern.kind else {
            return false;
        };
        matches!(self.meant(path), Some(Meaning::Item(item))
            if self.cx.krate.items[item.0].kind == ItemKind::Const)
    }

    /// A constant, unit variant or unit struct.
    pub(super) fn path_pattern(&mut self, path: &ast::Path, ty: Ty, span: Span) -> Pattern {
        let value = match self.meant(path) {
            Some(Meaning::Item(item)) if self.is_const(item) => self.cx.constant(item, span),
            Some(Meaning::Associated(owner, name)) => self
                .member_constant(owner, &name, path, span)
                .unwrap_or_else(|| {
                    Err(Diagnostic::new(span, format!("`{}` is no constant", written(path))).soft())
                }),
            Some(Meaning::Foreign(paths)) if foreign_constant(&paths).is_some() => {
                Ok(foreign_constant(&paths).expect("it was just found"))
            }
            Some(_) => {
                // A unit variant behind a reference is looked at through it.
                if let Shape::Ref { target, .. } = self.infer.shape(ty) {
                    let inner = self.path_pattern(path, target, span);
                    return Pattern {
                        kind: PatternKind::Deref(Box::new(inner)),
                        ty,
                        span,
                    };
                }
                let kind = match self.form(path, ty) {
                    Some((variant, _)) => with_variant(variant, Vec::new()),
                    None => PatternKind::Wild,
                };
                return Pattern { kind, ty, span };
            }
            None => Err(Diagnostic::new(
                span,
                format!("`{}` is not known to the GPU", written(path)),
            )
            .help("use a literal, a `const` of this package, or a variant of an enum with `#[derive(GpuType)]`")),
        };
        match value {
            Ok(value) => {
                let own = self.open(value.ty());
                self.coerce(own, ty, span);
                self.constant_pattern(&value, ty, span)
            }
            Err(mistake) => {
                self.mistakes.push(mistake);
                self.nothing(ty, span)
            }
        }
    }

    /// A constant with parts is compared part by part.
    fn constant_pattern(&mut self, value: &Value, ty: Ty, span: Span) -> Pattern {
        let kind = match value {
            Value::Scalar(..) => PatternKind::Constant(Box::new(Expr {
                kind: ExprKind::Constant(value.clone()),
                ty,
                span,
            })),
            Value::Struct(_, parts) => PatternKind::Fields(self.constants(parts, span)),
            Value::Variant(_, variant, parts) => {
                PatternKind::Variant(*variant, self.constants(parts, span))
            }
            Value::Array(_, parts) => PatternKind::Elements(
                (0u64..)
                    .zip(self.constants(parts, span))
                    .map(|(position, (_, part))| (position, part))
                    .collect(),
            ),
        };
        Pattern { kind, ty, span }
    }

    fn constants(&mut self, parts: &[Value], span: Span) -> Vec<(u32, Pattern)> {
        (0u32..)
            .zip(parts)
            .map(|(position, part)| {
                let ty = self.open(part.ty());
                (position, self.constant_pattern(part, ty, span))
            })
            .collect()
    }

    fn is_const(&self, item: ItemId) -> bool {
        self.cx.krate.items[item.0].kind == ItemKind::Const
    }

    /// A literal that the place is compared with.
    pub(super) fn sought(
        &mut self,
        literal: &ast::Literal,
        negative: bool,
        ty: Ty,
        span: Span,
    ) -> Expr {
        let own = self.literal(literal, None);
        self.coerce(own, ty, span);
        let value = Expr {
            kind: ExprKind::Literal(literal.clone()),
            ty,
            span,
        };
        if !negative {
            return value;
        }
        Expr {
            kind: ExprKind::Unary(ast::UnaryOp::Neg, Box::new(value)),
            ty,
            span,
        }
    }

    pub(super) fn range_end(&mut self, end: &ast::RangeEnd, ty: Ty) -> Expr {
        match end {
            ast::RangeEnd::Literal { literal, negative } => {
                self.sought(&literal.value, *negative, ty, literal.span)
            }
            ast::RangeEnd::Path(path) => {
                let value = self.path(path, path.span);
                self.coerce(value.ty, ty, path.span);
                value
            }
        }
    }
}

fn foreign_constant(paths: &[Vec<String>]) -> Option<Value> {
    paths.iter().find_map(|path| {
        let names: Vec<&str> = path.iter().map(String::as_str).collect();
        match names.as_slice() {
            ["std" | "core", rest @ ..] => standard::constant(rest),
            _other => None,
        }
    })
}
