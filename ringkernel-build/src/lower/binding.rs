//! Binds what an iterator or call gives to the names of a pattern that always fits.

use super::body::Body;
use super::infer::{Head, Shape, Ty};
use super::pattern::Destructure;
use super::tree::{Expr, ExprKind, Stmt};
use crate::diagnostic::Diagnostic;
use crate::syntax::ast::{self, PatternKind};

/// What is bound. Expressions in it only read, so that they may be read more than once or not at all.
#[derive(Clone, Debug)]
pub(super) enum Given {
    /// A value or reference.
    One(Expr),
    /// A tuple that need not exist: its parts may be references.
    Many(Vec<Given>),
    /// A reference to what need not exist, as the closure of `filter` is given.
    Ref(Box<Given>),
}

impl Body<'_, '_> {
    /// Binds the names of a pattern, in the present scope.
    pub(super) fn bind(&mut self, pattern: &ast::Pattern, given: Given, out: &mut Vec<Stmt>) {
        let span = pattern.span;
        let name = self.plain_name(pattern);
        match (&pattern.kind, name, given) {
            (PatternKind::Wild, _, Given::One(init)) => out.push(Stmt::Let {
                variable: None,
                init: Some(init),
                span,
            }),
            (PatternKind::Wild, _, Given::Many(_) | Given::Ref(_)) => {}
            (_, Some((name, _)), given) => self.bind_name(&name, given, out),
            (_, None, Given::One(init)) => {
                let pattern = self.matched(pattern, &init);
                out.push(Stmt::Destructure(Box::new(Destructure {
                    pattern,
                    init,
                    otherwise: None,
                    span,
                })));
            }
            (PatternKind::Ref { inner, .. }, None, Given::Ref(given)) => {
                self.bind(inner, *given, out);
            }
            (PatternKind::Tuple(patterns), None, given) => {
                let Some(parts) = self.parts_given(given, patterns.len()) else {
                    return self.refuse_binding(pattern);
                };
                for (pattern, part) in patterns.iter().zip(parts) {
                    self.bind(pattern, part, out);
                }
            }
            (_other, None, Given::Many(_) | Given::Ref(_)) => self.refuse_binding(pattern),
        }
    }

    fn refuse_binding(&mut self, pattern: &ast::Pattern) {
        self.refuse(
            Diagnostic::new(pattern.span, "this pattern has no place here")
                .help("bind a name, and take it apart by a `let`"),
        );
    }

    fn bind_name(&mut self, name: &ast::Ident, given: Given, out: &mut Vec<Stmt>) {
        let span = name.span;
        let init = match self.single(given) {
            Given::One(init) => init,
            Given::Ref(inner) => {
                // `&&T` has no form on the device: the name stands for it where it is followed.
                let Given::One(inner) = *inner else {
                    return self.refuse_pair(name);
                };
                let ty = self.infer.reference(inner.ty, false);
                let variable = self.declare(name, Ty::UNIT);
                self.doubled.insert(variable, (inner, ty));
                return;
            }
            Given::Many(_) => return self.refuse_pair(name),
        };
        let failed = self.infer.is_mistaken(init.ty);
        let variable = self.declare(name, if failed { Ty::Mistake } else { init.ty });
        out.push(Stmt::Let {
            variable: Some(variable),
            init: Some(init),
            span,
        });
    }

    /// Evaluates an expression here, once; what it gave is read from the variable that comes back.
    pub(super) fn keep(&mut self, init: Expr, out: &mut Vec<Stmt>) -> Expr {
        let (ty, span) = (init.ty, init.span);
        let name = ast::Ident {
            name: "_".to_owned(),
            span,
        };
        let variable = self.declare(&name, ty);
        out.push(Stmt::Let {
            variable: Some(variable),
            init: Some(init),
            span,
        });
        Expr {
            kind: ExprKind::Variable(variable),
            ty,
            span,
        }
    }

    fn refuse_pair(&mut self, name: &ast::Ident) {
        self.refuse(
            Diagnostic::new(
                name.span,
                format!("`{}` would be a tuple with references in it", name.name),
            )
            .help("take it apart here: `(a, b)`"),
        );
        self.declare(name, Ty::Mistake);
    }

    /// One expression instead of several, where values allow it.
    pub(super) fn single(&mut self, given: Given) -> Given {
        match given {
            Given::One(_) => given,
            Given::Many(parts) => {
                let singles: Vec<Given> = parts.into_iter().map(|part| self.single(part)).collect();
                let values: Option<Vec<Expr>> = singles
                    .iter()
                    .map(|part| match part {
                        Given::One(value) if self.is_plain(value.ty) => Some(value.clone()),
                        Given::One(_) | Given::Many(_) | Given::Ref(_) => None,
                    })
                    .collect();
                let Some(values) = values else {
                    return Given::Many(singles);
                };
                let Some(span) = values.first().map(|value| value.span) else {
                    return Given::Many(singles);
                };
                let types = values.iter().map(|value| value.ty).collect();
                Given::One(Expr {
                    ty: self.infer.compound(Head::Tuple, types),
                    kind: ExprKind::Tuple(values),
                    span,
                })
            }
            Given::Ref(inner) => match self.single(*inner) {
                Given::One(value) if self.is_plain(value.ty) => {
                    self.mark_borrowed(&value);
                    Given::One(Expr {
                        ty: self.infer.reference(value.ty, false),
                        span: value.span,
                        kind: ExprKind::Borrow(Box::new(value)),
                    })
                }
                inner => Given::Ref(Box::new(inner)),
            },
        }
    }

    /// The parts of a tuple, or references to them where it is behind one.
    fn parts_given(&mut self, given: Given, count: usize) -> Option<Vec<Given>> {
        let parts = match given {
            Given::Many(parts) => parts,
            Given::Ref(inner) => self
                .parts_given(*inner, count)?
                .into_iter()
                .map(|part| Given::Ref(Box::new(part)))
                .collect(),
            Given::One(value) => match self.infer.shape(value.ty) {
                Shape::Tuple(types) => field_of(&value, &types),
                Shape::Ref { target, mutable } => {
                    let Shape::Tuple(types) = self.infer.shape(target) else {
                        return None;
                    };
                    let place = self.behind(value);
                    field_of(&place, &types)
                        .into_iter()
                        .map(|part| match part {
                            Given::One(field) => Given::One(Expr {
                                ty: self.infer.reference(field.ty, mutable),
                                span: field.span,
                                kind: ExprKind::Borrow(Box::new(field)),
                            }),
                            Given::Many(_) | Given::Ref(_) => part,
                        })
                        .collect()
                }
                _no_tuple => return None,
            },
        };
        (parts.len() == count).then_some(parts)
    }

    /// Evaluates what is given here, once.
    pub(super) fn settle(&mut self, given: Given, out: &mut Vec<Stmt>) -> Given {
        match given {
            Given::One(value) if matches!(value.kind, ExprKind::Variable(_)) => Given::One(value),
            Given::One(value) => Given::One(self.keep(value, out)),
            Given::Many(parts) => Given::Many(
                parts
                    .into_iter()
                    .map(|part| self.settle(part, out))
                    .collect(),
            ),
            Given::Ref(inner) => Given::Ref(Box::new(self.settle(*inner, out))),
        }
    }

    /// The type of what is given.
    pub(super) fn given_ty(&mut self, given: &Given) -> Ty {
        match given {
            Given::One(value) => value.ty,
            Given::Many(parts) => {
                let types = parts.iter().map(|part| self.given_ty(part)).collect();
                self.infer.compound(Head::Tuple, types)
            }
            Given::Ref(inner) => {
                let target = self.given_ty(inner);
                self.infer.reference(target, false)
            }
        }
    }

    /// What is given by a reference to it, read as the value it refers to.
    pub(super) fn copied(&mut self, given: Given) -> Given {
        match given {
            Given::One(reference) => Given::One(self.behind(reference)),
            Given::Ref(inner) => *inner,
            Given::Many(_) => given,
        }
    }

    /// What the name of a `&&T` refers to.
    pub(super) fn doubly(&self, expr: &Expr) -> Option<Expr> {
        match &expr.kind {
            ExprKind::Variable(variable) => {
                self.doubled.get(variable).map(|(inner, _)| inner.clone())
            }
            _other => None,
        }
    }

    /// What a reference points to.
    pub(super) fn behind(&mut self, reference: Expr) -> Expr {
        let span = reference.span;
        match (self.infer.shape(reference.ty), reference.kind) {
            (Shape::Ref { target, .. }, ExprKind::Borrow(place)) => Expr {
                ty: target,
                ..*place
            },
            (Shape::Ref { target, .. }, kind) => Expr {
                kind: ExprKind::Deref(Box::new(Expr {
                    kind,
                    ty: reference.ty,
                    span,
                })),
                ty: target,
                span,
            },
            (Shape::Mistake, kind) => Expr {
                kind,
                ty: reference.ty,
                span,
            },
            (_value, _) => self.refuse(Diagnostic::new(span, "this is no reference").soft()),
        }
    }
}

fn field_of(value: &Expr, types: &[Ty]) -> Vec<Given> {
    (0u32..)
        .zip(types)
        .map(|(position, ty)| {
            Given::One(Expr {
                kind: ExprKind::Field(Box::new(value.clone()), position),
                ty: *ty,
                span: value.span,
            })
        })
        .collect()
}
