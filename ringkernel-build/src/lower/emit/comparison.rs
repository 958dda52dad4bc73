//! `==`, `<` and the like on what has parts, as the derives of `PartialEq` and `PartialOrd` compare it.
//!
//! Operands are looked at in their places, as those traits do by reference. Parts are compared in order, each only where
//! those before it are equal; a variant is compared by its number first.

use proc_macro2::Span;

use super::matching::{both, compare, truth, Subject};
use super::Emitter;
use crate::diagnostic::Diagnostic;
use crate::ir::{BinaryOp, Enum, Expr, ExprKind, Handle, Literal, Scalar, Type};
use crate::lower::resolve::Owner;
use crate::lower::tree;
use crate::syntax::ast;

/// Arrays up to this length are compared element by element.
const LONGEST: u64 = 64;

impl Emitter<'_, '_, '_> {
    /// A comparison of two values with parts.
    pub(super) fn comparison(
        &mut self,
        op: ast::BinaryOp,
        left: &tree::Expr,
        right: &tree::Expr,
        span: Span,
    ) -> Expr {
        let ty = self.ty(left);
        let is_order = !matches!(op, ast::BinaryOp::Eq | ast::BinaryOp::Ne);
        if !self.is_comparable(ty, is_order, span) {
            return truth(false);
        }
        let left = self.subject(left);
        let right = self.subject(right);
        if matches!(
            (&left, &right),
            (Subject::Mistake, _) | (_, Subject::Mistake)
        ) {
            return truth(false);
        }
        match op {
            ast::BinaryOp::Eq => self.equal(&left, &right, ty),
            ast::BinaryOp::Ne => super::matching::not(self.equal(&left, &right, ty)),
            ast::BinaryOp::Lt => self.less(&left, &right, ty, false),
            ast::BinaryOp::Le => self.less(&left, &right, ty, true),
            ast::BinaryOp::Gt => self.less(&right, &left, ty, false),
            ast::BinaryOp::Ge => self.less(&right, &left, ty, true),
            ast::BinaryOp::Add
            | ast::BinaryOp::Sub
            | ast::BinaryOp::Mul
            | ast::BinaryOp::Div
            | ast::BinaryOp::Rem
            | ast::BinaryOp::And
            | ast::BinaryOp::Or
            | ast::BinaryOp::BitAnd
            | ast::BinaryOp::BitOr
            | ast::BinaryOp::BitXor
            | ast::BinaryOp::Shl
            | ast::BinaryOp::Shr => unreachable!("typing asks for comparisons only"),
        }
    }

    /// Whether all types inside derive the comparison; says where one does not.
    fn is_comparable(&mut self, ty: Type, is_order: bool, span: Span) -> bool {
        if let Some(Owner::Item(item)) = self.cx.owner(ty) {
            let item = &self.cx.krate.items[item.0];
            let derives = if is_order {
                item.traits.order
            } else {
                item.traits.equality
            };
            if !derives {
                let wanted = if is_order { "PartialOrd" } else { "PartialEq" };
                self.mistakes.push(
                    Diagnostic::new(
                        span,
                        format!(
                            "`{}` does not derive `{wanted}`, by which this compares",
                            item.name
                        ),
                    )
                    .help(format!(
                        "add `#[derive({wanted})]` to it, or compare in a `#[device] fn`"
                    )),
                );
                return false;
            }
        }
        let parts: Vec<Type> = match ty {
            Type::Struct(handle) => self.cx.module.structs[handle]
                .fields
                .iter()
                .map(|(_, part)| *part)
                .collect(),
            Type::Enum(handle) => self.cx.module.enums[handle]
                .variants
                .iter()
                .flat_map(|variant| variant.fields.iter().map(|(_, part)| *part))
                .collect(),
            Type::Array(handle) => {
                let array = self.cx.module.arrays[handle];
                if array.len > LONGEST {
                    self.mistakes.push(
                        Diagnostic::new(
                            span,
                            format!("arrays of more than {LONGEST} elements cannot be compared"),
                        )
                        .help("compare their elements in a loop"),
                    );
                    return false;
                }
                vec![array.element.into()]
            }
            Type::Scalar(_) => Vec::new(),
            Type::Unit
            | Type::Slice { .. }
            | Type::Ref { .. }
            | Type::GridPos
            | Type::RingContext => unreachable!("typing lets only values be compared"),
        };
        parts
            .into_iter()
            .all(|part| self.is_comparable(part, is_order, span))
    }

    fn equal(&mut self, left: &Subject, right: &Subject, ty: Type) -> Expr {
        match ty {
            Type::Struct(handle) => {
                let parts = pairs(&self.cx.module.structs[handle].fields, |position| {
                    (self.field(left, position), self.field(right, position))
                });
                self.all_equal(&parts)
            }
            Type::Array(handle) => {
                let array = self.cx.module.arrays[handle];
                let parts: Vec<_> = (0..array.len)
                    .map(|position| Pair {
                        left: self.array_element(left, position),
                        right: self.array_element(right, position),
                        ty: array.element.into(),
                    })
                    .collect();
                self.all_equal(&parts)
            }
            Type::Enum(handle) => {
                let same = compare(BinaryOp::Eq, tag(left), tag(right));
                self.with_data(handle, left, right).into_iter().fold(
                    same,
                    |test, (discriminant, parts)| {
                        let other = compare(BinaryOp::Ne, tag(left), number(discriminant));
                        let equal = self.all_equal(&parts);
                        let fits = compare(BinaryOp::Or, other, equal);
                        compare(BinaryOp::And, test, fits)
                    },
                )
            }
            Type::Scalar(_)
            | Type::Unit
            | Type::Slice { .. }
            | Type::Ref { .. }
            | Type::GridPos
            | Type::RingContext => {
                let (left, right) = (self.value_of(left), self.value_of(right));
                compare(BinaryOp::Eq, left, right)
            }
        }
    }

    fn all_equal(&mut self, parts: &[Pair]) -> Expr {
        parts
            .iter()
            .fold(None, |test, pair| {
                let next = self.equal(&pair.left, &pair.right, pair.ty);
                both(test, Some(next))
            })
            .unwrap_or_else(|| truth(true))
    }

    /// Whether the left one comes first, or is equal where that will do.
    fn less(&mut self, left: &Subject, right: &Subject, ty: Type, or_equal: bool) -> Expr {
        match ty {
            Type::Struct(handle) => {
                let parts = pairs(&self.cx.module.structs[handle].fields, |position| {
                    (self.field(left, position), self.field(right, position))
                });
                self.first_less(&parts, or_equal)
            }
            Type::Array(handle) => {
                let array = self.cx.module.arrays[handle];
                let parts: Vec<_> = (0..array.len)
                    .map(|position| Pair {
                        left: self.array_element(left, position),
                        right: self.array_element(right, position),
                        ty: array.element.into(),
                    })
                    .collect();
                self.first_less(&parts, or_equal)
            }
            Type::Enum(handle) => {
                let before = compare(BinaryOp::Lt, tag(left), tag(right));
                let same = compare(BinaryOp::Eq, tag(left), tag(right));
                let mut data: Option<Expr> = None;
                for (discriminant, parts) in self.with_data(handle, left, right) {
                    let less = self.first_less(&parts, or_equal);
                    let (known, join, next) = if or_equal {
                        (BinaryOp::Ne, BinaryOp::Or, BinaryOp::And)
                    } else {
                        (BinaryOp::Eq, BinaryOp::And, BinaryOp::Or)
                    };
                    let known = compare(known, tag(left), number(discriminant));
                    let test = compare(join, known, less);
                    data = Some(match data {
                        Some(data) => compare(next, data, test),
                        None => test,
                    });
                }
                let data = data.unwrap_or_else(|| truth(or_equal));
                let same = compare(BinaryOp::And, same, data);
                compare(BinaryOp::Or, before, same)
            }
            Type::Scalar(_)
            | Type::Unit
            | Type::Slice { .. }
            | Type::Ref { .. }
            | Type::GridPos
            | Type::RingContext => {
                let (left, right) = (self.value_of(left), self.value_of(right));
                let op = if or_equal { BinaryOp::Le } else { BinaryOp::Lt };
                compare(op, left, right)
            }
        }
    }

    fn first_less(&mut self, parts: &[Pair], or_equal: bool) -> Expr {
        let Some((Pair { left, right, ty }, rest)) = parts.split_first() else {
            return truth(or_equal);
        };
        let ty = *ty;
        if rest.is_empty() {
            return self.less(left, right, ty, or_equal);
        }
        let before = self.less(left, right, ty, false);
        let same = self.equal(left, right, ty);
        let later = self.first_less(rest, or_equal);
        let later = compare(BinaryOp::And, same, later);
        compare(BinaryOp::Or, before, later)
    }

    /// The variants with data: the number, and the fields of both sides.
    fn with_data(
        &self,
        handle: Handle<Enum>,
        left: &Subject,
        right: &Subject,
    ) -> Vec<(i32, Vec<Pair>)> {
        let mut found = Vec::new();
        for (position, variant) in (0u32..).zip(&self.cx.module.enums[handle].variants) {
            if variant.fields.is_empty() {
                continue;
            }
            let parts = pairs(&variant.fields, |field| {
                (
                    self.datum(left, position, field),
                    self.datum(right, position, field),
                )
            });
            found.push((variant.discriminant, parts));
        }
        found
    }
}

/// The same part of both sides.
struct Pair {
    left: Subject,
    right: Subject,
    ty: Type,
}

fn pairs(fields: &[(String, Type)], mut sides: impl FnMut(u32) -> (Subject, Subject)) -> Vec<Pair> {
    (0u32..)
        .zip(fields)
        .map(|(position, (_, ty))| {
            let (left, right) = sides(position);
            Pair {
                left,
                right,
                ty: *ty,
            }
        })
        .collect()
}

/// Which variant the enum at a place is.
fn tag(subject: &Subject) -> Expr {
    let (place, _) = super::matching::whole(subject);
    Expr {
        kind: ExprKind::Tag(place.clone()),
        ty: Type::Scalar(Scalar::I32),
    }
}

fn number(value: i32) -> Expr {
    Expr {
        kind: ExprKind::Literal(Literal::Int(value.into())),
        ty: Type::Scalar(Scalar::I32),
    }
}
