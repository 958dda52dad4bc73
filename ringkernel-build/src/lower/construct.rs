//! Types values that are made by naming their type or variant: `S(1.0)`, `Shape::Circle { radius }`, `None`.

use proc_macro2::Span;

use super::body::{Body, Role};
use super::context::written;
use super::infer::{Class, Head, Ty};
use super::option::block;
use super::resolve::{Meaning, Space};
use super::standard;
use super::tree::{Expr, ExprKind};
use crate::diagnostic::Diagnostic;
use crate::ir::Type;
use crate::scan::ItemKind;
use crate::syntax::ast;

/// What a path that names a struct or variant makes.
pub(super) struct Constructor {
    /// The type of the value.
    pub(super) ty: Ty,
    /// The variant's position; `None` for a struct.
    pub(super) variant: Option<u32>,
    /// Names and types of its fields.
    pub(super) fields: Vec<(String, Ty)>,
}

impl Body<'_, '_> {
    /// The struct or variant a path names; `None` after a mistake.
    pub(super) fn constructor(&mut self, path: &ast::Path) -> Option<Constructor> {
        let meaning = match self.cx.resolve(self.module, path, Space::Value) {
            found @ (Meaning::Item(_) | Meaning::Variant(..)) => found,
            other if standard::option_variant(path, &other).is_some() => other,
            _named => self.cx.resolve(self.module, path, Space::Type),
        };
        if let Some(variant) = standard::option_variant(path, &meaning) {
            let some = self.written_argument(path)?;
            let ty = self.infer.compound(Head::Option, vec![some]);
            let fields = match variant {
                0 => Vec::new(),
                _some => vec![("0".to_owned(), some)],
            };
            return Some(Constructor {
                ty,
                variant: Some(variant),
                fields,
            });
        }
        let found = match meaning {
            Meaning::Item(item) if self.cx.krate.items[item.0].kind == ItemKind::Struct => {
                self.cx.structure(item).ok().map(|handle| {
                    let fields = self.cx.module.structs[handle].fields.clone();
                    (Type::Struct(handle), None, fields)
                })
            }
            Meaning::Variant(item, variant) => self.cx.enumeration(item).ok().map(|handle| {
                let fields = self.cx.module.enums[handle].variants[variant as usize]
                    .fields
                    .clone();
                (Type::Enum(handle), Some(variant), fields)
            }),
            // What is wrong with the enum is told there.
            Meaning::Item(item) if self.cx.krate.items[item.0].kind == ItemKind::Enum => None,
            _other => {
                self.mistakes.push(
                    Diagnostic::new(
                        path.span,
                        format!("`{}` is not known to the GPU", written(path)),
                    )
                    .help("add `#[derive(GpuType)]` to it"),
                );
                return None;
            }
        };
        let Some((ty, variant, fields)) = found else {
            if let Meaning::Item(item) | Meaning::Variant(item, _) = meaning {
                let mistake = self.cx.unfit(item, &written(path), path.span);
                self.mistakes.push(mistake);
            }
            return None;
        };
        let fields = fields
            .into_iter()
            .map(|(name, ty)| (name, self.open(ty)))
            .collect();
        Some(Constructor {
            ty: self.open(ty),
            variant,
            fields,
        })
    }

    /// What the path of an `Option` says about its type; `None` after a mistake.
    fn written_argument(&mut self, path: &ast::Path) -> Option<Ty> {
        let given = path.arguments.last().map_or(&[][..], |given| &given.list);
        match given {
            [ast::Argument::Type(ty)] => match self.cx.ty(self.module, ty) {
                Ok(ty) => Some(self.open(ty)),
                Err(mistake) => {
                    self.mistakes.push(mistake);
                    None
                }
            },
            [] | [ast::Argument::Infer(_)] => Some(self.infer.fresh(Class::Any)),
            [ast::Argument::Const(_)] | [_, _, ..] => {
                self.mistakes
                    .push(Diagnostic::new(path.span, "`Option` is of one type").soft());
                None
            }
        }
    }

    /// `S(a, b)`, `Variant(a, b)`, or one without fields.
    pub(super) fn constructed(&mut self, path: &ast::Path, args: &[ast::Expr], span: Span) -> Expr {
        let Some(made) = self.constructor(path) else {
            return self.mistaken(span);
        };
        if made.fields.len() != args.len() {
            return self.refuse(
                Diagnostic::new(span, format!("this has {} fields", made.fields.len())).soft(),
            );
        }
        let mut fields = Vec::new();
        for ((position, (_, ty)), arg) in (0u32..).zip(&made.fields).zip(args) {
            let value = self.value(arg);
            fields.push((position, self.coerced(value, *ty)));
        }
        self.made(&made, fields, span)
    }

    /// `S { a: x, b: y }`, `S { a: x, ..base }` or `Variant { a: x }`.
    pub(super) fn struct_literal(
        &mut self,
        path: &ast::Path,
        fields: &[(ast::Ident, ast::Expr)],
        base: Option<&ast::Expr>,
        span: Span,
    ) -> Expr {
        let Some(made) = self.constructor(path) else {
            return self.mistaken(span);
        };
        let mut typed: Vec<(u32, Expr)> = Vec::new();
        for (name, value) in fields {
            let value = self.value(value);
            let found = (0u32..)
                .zip(&made.fields)
                .find(|(_, (known, _))| *known == name.name)
                .map(|(position, (_, ty))| (position, *ty));
            match found {
                Some((position, ty)) if typed.iter().all(|(known, _)| *known != position) => {
                    typed.push((position, self.coerced(value, ty)));
                }
                Some(_) | None => self.mistakes.push(
                    Diagnostic::new(name.span, format!("no field `{}` to give here", name.name))
                        .soft(),
                ),
            }
        }
        if let Some(base) = base {
            return self.completed(&made, typed, base, span);
        }
        if typed.len() != made.fields.len() {
            return self.refuse(
                Diagnostic::new(span, format!("fields of `{}` are missing", written(path))).soft(),
            );
        }
        self.made(&made, typed, span)
    }

    /// The fields that are written, then those of `base`, which is evaluated behind them.
    fn completed(
        &mut self,
        made: &Constructor,
        written: Vec<(u32, Expr)>,
        base: &ast::Expr,
        span: Span,
    ) -> Expr {
        if made.variant.is_some() {
            return self.refuse(Diagnostic::new(base.span, "only a struct has a base").soft());
        }
        let (mut statements, mut fields) = (Vec::new(), Vec::new());
        let is_constant = self.role == Role::Constant;
        for (position, value) in written {
            let value = match is_constant {
                true => value,
                false => self.keep(value, &mut statements),
            };
            fields.push((position, value));
        }
        let base = self.value(base);
        let base = self.coerced(base, made.ty);
        let base = match is_constant {
            true => base,
            false => self.keep(base, &mut statements),
        };
        for (position, (_, ty)) in (0u32..).zip(&made.fields) {
            if fields.iter().all(|(known, _)| *known != position) {
                let kind = ExprKind::Field(Box::new(base.clone()), position);
                let field = Expr {
                    kind,
                    ty: *ty,
                    span,
                };
                fields.push((position, field));
            }
        }
        let value = self.made(made, fields, span);
        block(statements, value)
    }

    fn made(&mut self, made: &Constructor, fields: Vec<(u32, Expr)>, span: Span) -> Expr {
        let kind = match (made.variant, self.infer.resolve(made.ty)) {
            (Some(variant), _) => ExprKind::Variant(variant, fields),
            (None, Ty::Known(Type::Struct(handle))) => ExprKind::Struct(handle, fields),
            (None, _) => unreachable!("a constructor makes a struct or a variant"),
        };
        Expr {
            kind,
            ty: made.ty,
            span,
        }
    }

    /// What stands for an expression whose mistake was reported.
    fn mistaken(&self, span: Span) -> Expr {
        Expr {
            kind: ExprKind::Mistake,
            ty: Ty::Mistake,
            span,
        }
    }
}
