//! Types the methods of `Option` that take closures, and those that look at two `Option`s.
//!
//! Each is the `match` that it stands for: the receiver is evaluated first, then arguments that are values, and a
//! closure runs in the arm that calls it.

use std::rc::Rc;

use proc_macro2::Span;

use super::binding::Given;
use super::body::Body;
use super::closure::Closure;
use super::infer::{Class, Head, Shape, Ty};
use super::option::block;
use super::pattern::{Arm, Match, Mode, Pattern, PatternKind};
use super::term::truth;
use super::tree::{Block, Expr, ExprKind, Stmt};
use crate::diagnostic::Diagnostic;
use crate::syntax::ast;

/// Whether `Option` has such a method here.
pub(super) fn is_combination(method: &str, args: usize) -> bool {
    matches!(
        (method, args),
        ("flatten", 0)
            | (
                "map"
                    | "and_then"
                    | "filter"
                    | "or_else"
                    | "unwrap_or_else"
                    | "is_some_and"
                    | "is_none_or"
                    | "xor"
                    | "zip",
                1
            )
            | ("map_or" | "map_or_else", 2)
    )
}

impl Body<'_, '_> {
    /// `option.method(args)`; `None` where a mistake was told.
    pub(super) fn combination(
        &mut self,
        option: Expr,
        some: Ty,
        method: &ast::Ident,
        args: &[ast::Expr],
        span: Span,
    ) -> Option<Expr> {
        let whole = option.ty;
        let (mut statements, option) = self.kept(option);
        let own = option.clone();
        let value = match (method.name.as_str(), args) {
            ("map", [closure]) => {
                let closure = self.closure_argument(closure)?;
                let (to, ty) = self.another();
                self.taken(
                    option,
                    some,
                    |this, value| {
                        let value = this.called(&closure, vec![Given::One(value)], to, span);
                        this.some(value, ty)
                    },
                    |_| nothing(ty, span),
                )
            }
            ("and_then", [closure]) => {
                let closure = self.closure_argument(closure)?;
                let (_, ty) = self.another();
                self.taken(
                    option,
                    some,
                    |this, value| this.called(&closure, vec![Given::One(value)], ty, span),
                    |_| nothing(ty, span),
                )
            }
            ("filter", [closure]) => {
                let closure = self.closure_argument(closure)?;
                self.taken(
                    option,
                    some,
                    |this, value| {
                        let seen = Given::Ref(Box::new(Given::One(value)));
                        let keeps = this.called(&closure, vec![seen], Ty::BOOL, span);
                        choice(keeps, own, nothing(whole, span))
                    },
                    |_| nothing(whole, span),
                )
            }
            ("or_else", [closure]) => {
                let closure = self.closure_argument(closure)?;
                self.taken(
                    option,
                    some,
                    |_, _| own,
                    |this| this.called(&closure, Vec::new(), whole, span),
                )
            }
            ("unwrap_or_else", [closure]) => {
                let closure = self.closure_argument(closure)?;
                self.taken(
                    option,
                    some,
                    |_, value| value,
                    |this| this.called(&closure, Vec::new(), some, span),
                )
            }
            ("map_or", [other, closure]) => {
                let other = self.value(other);
                let other = self.keep(other, &mut statements);
                let closure = self.closure_argument(closure)?;
                let to = other.ty;
                self.taken(
                    option,
                    some,
                    |this, value| this.called(&closure, vec![Given::One(value)], to, span),
                    |_| other,
                )
            }
            ("map_or_else", [other, closure]) => {
                let other = self.closure_argument(other)?;
                let closure = self.closure_argument(closure)?;
                let to = self.infer.fresh(Class::Any);
                self.taken(
                    option,
                    some,
                    |this, value| this.called(&closure, vec![Given::One(value)], to, span),
                    |this| this.called(&other, Vec::new(), to, span),
                )
            }
            ("is_some_and" | "is_none_or", [closure]) => {
                let closure = self.closure_argument(closure)?;
                let otherwise = truth(method.name == "is_none_or", span);
                self.taken(
                    option,
                    some,
                    |this, value| this.called(&closure, vec![Given::One(value)], Ty::BOOL, span),
                    |_| otherwise,
                )
            }
            ("xor", [other]) => {
                let other = self.value(other);
                let other = self.coerced(other, whole);
                let other = self.keep(other, &mut statements);
                let second = other.clone();
                self.taken(
                    option,
                    some,
                    |this, _| {
                        let none = nothing(whole, span);
                        this.taken(other, some, |_, _| none, |_| own)
                    },
                    |_| second,
                )
            }
            ("zip", [other]) => {
                let other = self.value(other);
                let (with, wanted) = self.another();
                self.coerce(other.ty, wanted, other.span);
                let other = self.keep(other, &mut statements);
                let pair = self.infer.compound(Head::Tuple, vec![some, with]);
                let ty = self.infer.compound(Head::Option, vec![pair]);
                self.taken(
                    option,
                    some,
                    |this, first| {
                        let present = |this: &mut Self, second| {
                            let both = Expr {
                                kind: ExprKind::Tuple(vec![first, second]),
                                ty: pair,
                                span,
                            };
                            this.some(both, ty)
                        };
                        this.taken(other, with, present, |_| nothing(ty, span))
                    },
                    |_| nothing(ty, span),
                )
            }
            ("flatten", []) => {
                if !matches!(self.infer.shape(some), Shape::Option(_)) {
                    self.refuse(
                        Diagnostic::new(method.span, "there is no `Option` in this one").soft(),
                    );
                    return None;
                }
                self.taken(option, some, |_, inner| inner, |_| nothing(some, span))
            }
            _other => unreachable!("asked by `is_combination`"),
        };
        Some(block(statements, value))
    }

    /// A type to be found, and the `Option` of it.
    fn another(&mut self) -> (Ty, Ty) {
        let some = self.infer.fresh(Class::Any);
        (some, self.infer.compound(Head::Option, vec![some]))
    }

    /// What a closure gives, which is to have that type.
    fn called(&mut self, closure: &Rc<Closure>, given: Vec<Given>, ty: Ty, span: Span) -> Expr {
        let value = self.inline(closure, given, span);
        self.coerce(value.ty, ty, value.span);
        value
    }

    /// `Some(value)`; what never comes to be stays itself.
    fn some(&mut self, value: Expr, ty: Ty) -> Expr {
        if self.infer.resolve(value.ty) == Ty::Never {
            return value;
        }
        Expr {
            span: value.span,
            kind: ExprKind::Variant(1, vec![(0, value)]),
            ty,
        }
    }

    /// `match option { Some(value) => present, None => absent }`.
    fn taken(
        &mut self,
        option: Expr,
        some: Ty,
        present: impl FnOnce(&mut Self, Expr) -> Expr,
        absent: impl FnOnce(&mut Self) -> Expr,
    ) -> Expr {
        let span = option.span;
        let before = self.diverges;
        let variable = self.unnamed(some, span);
        let value = Expr {
            kind: ExprKind::Variable(variable),
            ty: some,
            span,
        };
        let present = present(self, value);
        let first = std::mem::replace(&mut self.diverges, before);
        let absent = absent(self);
        self.diverges = before || (first && self.diverges);
        let ty = self.joined(present.ty, absent.ty, absent.span);
        let binding = Pattern {
            kind: PatternKind::Binding {
                variable,
                mode: Mode::Copy,
                sub: None,
            },
            ty: some,
            span,
        };
        let arms = vec![
            Arm {
                pattern: Pattern {
                    kind: PatternKind::Variant(1, vec![(0, binding)]),
                    ty: option.ty,
                    span,
                },
                guard: None,
                body: present,
            },
            Arm {
                pattern: self.nothing(option.ty, span),
                guard: None,
                body: absent,
            },
        ];
        let label = self.fresh_label();
        Expr {
            kind: ExprKind::Match(Box::new(Match {
                label,
                scrutinee: option,
                arms,
            })),
            ty,
            span,
        }
    }
}

fn nothing(ty: Ty, span: Span) -> Expr {
    Expr {
        kind: ExprKind::Variant(0, Vec::new()),
        ty,
        span,
    }
}

/// `if condition { then } else { otherwise }`.
fn choice(condition: Expr, then: Expr, otherwise: Expr) -> Expr {
    let (ty, span) = (then.ty, condition.span);
    let then = Block {
        statements: Vec::<Stmt>::new(),
        tail: Some(Box::new(then)),
    };
    Expr {
        kind: ExprKind::If(Box::new(condition), then, Some(Box::new(otherwise))),
        ty,
        span,
    }
}
