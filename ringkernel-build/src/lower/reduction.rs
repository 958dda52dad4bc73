//! Types the totals of an iterator, and the methods that pick one of its items.

use std::rc::Rc;

use proc_macro2::Span;

use super::binding::Given;
use super::body::Body;
use super::chain::Chain;
use super::closure::Closure;
use super::infer::{Class, Head, Shape, Ty};
use super::term::{assign, block, compare, jump, negated, read, truth, when};
use super::tree::{Block, Expr, ExprKind, First, Stmt, VariableId};
use crate::diagnostic::Diagnostic;
use crate::ir::{Label, Scalar, Type};
use crate::syntax::ast::{self, BinaryOp, Literal, UnaryOp};

impl Body<'_, '_> {
    /// The value of an item that is one, or that it refers to.
    pub(super) fn item_value(&mut self, given: Given) -> Option<Expr> {
        let Given::One(value) = given else {
            return None;
        };
        Some(match self.infer.shape(value.ty) {
            Shape::Ref { .. } => self.behind(value),
            _itself => value,
        })
    }

    /// `sum` and `product`.
    pub(super) fn total(
        &mut self,
        chain: Chain,
        name: &str,
        label: Label,
        span: Span,
        out: &mut Vec<Stmt>,
    ) -> Option<Expr> {
        let ty = self.infer.fresh(Class::Any);
        let sum = self.unnamed(ty, span);
        self.variables[sum.0].written = true;
        let op = if name == "sum" {
            BinaryOp::Add
        } else {
            BinaryOp::Mul
        };
        let mut rounds = Vec::new();
        let mut is_mistaken = false;
        self.go_over(chain, label, span, &mut rounds, |this, given, round| {
            if let Some(value) = this.item_value(given) {
                is_mistaken |= this.infer.is_mistaken(value.ty);
                this.coerce(value.ty, ty, span);
                round.push(Stmt::Expr(Expr {
                    kind: ExprKind::AssignOp(
                        op,
                        Box::new(read(sum, ty, span)),
                        Box::new(value),
                        First::Value,
                    ),
                    ty: Ty::UNIT,
                    span,
                }));
            }
        });
        if is_mistaken {
            return None;
        }
        let class = match self.infer.shape(ty) {
            Shape::Known(Type::Scalar(Scalar::Bool)) => None,
            Shape::Known(Type::Scalar(scalar)) if scalar.is_float() => Some(Class::Float),
            Shape::Known(Type::Scalar(scalar)) if scalar.is_int() => Some(Class::Int),
            Shape::Known(Type::Scalar(scalar)) => {
                self.refuse(
                    Diagnostic::new(
                        span,
                        format!("`{name}` does not add up `{}`", scalar.name()),
                    )
                    .help("map each to f32 before: `.map(|x| x.to_f32())`"),
                );
                return None;
            }
            Shape::Var(var) => match self.infer.class(var) {
                Class::Any => None,
                class @ (Class::Int | Class::Float) => Some(class),
            },
            _other => None,
        };
        let literal = |literal: Literal| Expr {
            kind: ExprKind::Literal(literal),
            ty,
            span,
        };
        let float = |digits: &str| {
            literal(Literal::Float {
                digits: digits.to_owned(),
                suffix: None,
            })
        };
        let int = |value| {
            literal(Literal::Int {
                value,
                suffix: None,
            })
        };
        let first = match (class, op) {
            (Some(Class::Int), BinaryOp::Add) => int(0),
            (Some(Class::Int), _) => int(1),
            // The sum of no floats is -0.0, so that adding -0.0 to it keeps the sign.
            (Some(Class::Float), BinaryOp::Add) => Expr {
                kind: ExprKind::Unary(UnaryOp::Neg, Box::new(float("0.0"))),
                ty,
                span,
            },
            (Some(Class::Float), _) => float("1.0"),
            (Some(Class::Any) | None, _) => {
                self.refuse(
                    Diagnostic::new(span, format!("`{name}` works on numbers whose type is known"))
                        .help("write the type of what the closure gives: `|x| -> f32 { .. }`, or use `fold`"),
                );
                return None;
            }
        };
        out.push(Stmt::Let {
            variable: Some(sum),
            init: Some(first),
            span,
        });
        out.extend(rounds);
        Some(read(sum, ty, span))
    }

    /// `min`, `max` and `last`; `min_by_key` and `max_by_key` with a closure.
    pub(super) fn pick(
        &mut self,
        chain: Chain,
        method: &ast::Ident,
        by: Option<&Rc<Closure>>,
        label: Label,
        span: Span,
        out: &mut Vec<Stmt>,
    ) -> Option<Expr> {
        let (best, ty) = self.candidate(span, out);
        let (best_key, key_ty) = match by {
            Some(_) => self.candidate(span, out),
            None => (best, ty),
        };
        let found = self.counter(truth(false, span), out);
        let (mut fits, mut is_ordered) = (true, true);
        self.go_over(chain, label, span, out, |this, given, round| {
            let given = this.settle(given, round);
            let key = by.map(|by| {
                let seen = Given::Ref(Box::new(given.clone()));
                let key = this.inline(by, vec![seen], span);
                this.keep_item(key, round)
            });
            let Some(value) = this.plain(given) else {
                fits = false;
                return;
            };
            this.coerce(value.ty, ty, span);
            let value = this.keep(value, round);
            let mut take = vec![
                assign(best, ty, value.clone(), span),
                assign(found, Ty::BOOL, truth(true, span), span),
            ];
            let key = match key {
                Some(key) => {
                    this.coerce(key.ty, key_ty, key.span);
                    take.push(assign(best_key, key_ty, key.clone(), span));
                    key
                }
                None => value,
            };
            let best_now = read(best_key, key_ty, span);
            let is_better = match method.name.as_str() {
                "min" | "min_by_key" => Some(compare(BinaryOp::Lt, &key, &best_now)),
                "max" | "max_by_key" => Some(compare(BinaryOp::Ge, &key, &best_now)),
                _last => None,
            };
            if is_better.is_some() {
                let is_number = match this.infer.shape(key_ty) {
                    Shape::Known(Type::Scalar(scalar)) => scalar.is_int(),
                    Shape::Var(_) | Shape::Mistake => true,
                    _other => false,
                };
                is_ordered &= is_number;
            }
            let take = block(take, span);
            round.push(Stmt::Expr(match is_better {
                Some(is_better) => {
                    let first = negated(read(found, Ty::BOOL, span));
                    let takes = Expr {
                        kind: ExprKind::Binary(BinaryOp::Or, Box::new(first), Box::new(is_better)),
                        ty: Ty::BOOL,
                        span,
                    };
                    when(takes, take)
                }
                None => take,
            }));
        });
        if !fits {
            return self.refuse_reference(method);
        }
        if !is_ordered {
            return self.refuse_order(method);
        }
        Some(self.optional(found, read(best, ty, span)))
    }

    /// `find`.
    pub(super) fn find(
        &mut self,
        chain: Chain,
        closure: &Rc<Closure>,
        method: &ast::Ident,
        label: Label,
        out: &mut Vec<Stmt>,
    ) -> Option<Expr> {
        let span = method.span;
        let (first, ty) = self.candidate(span, out);
        let found = self.counter(truth(false, span), out);
        let mut fits = true;
        self.go_over(chain, label, span, out, |this, given, round| {
            let given = this.settle(given, round);
            let seen = Given::Ref(Box::new(given.clone()));
            let holds = this.inline(closure, vec![seen], span);
            this.coerce(holds.ty, Ty::BOOL, holds.span);
            let Some(value) = this.plain(given) else {
                fits = false;
                return;
            };
            this.coerce(value.ty, ty, span);
            let leave = vec![
                assign(first, ty, value, span),
                assign(found, Ty::BOOL, truth(true, span), span),
                Stmt::Expr(jump(ExprKind::Break(label, None), span)),
            ];
            round.push(Stmt::Expr(when(holds, block(leave, span))));
        });
        if !fits {
            return self.refuse_reference(method);
        }
        Some(self.optional(found, read(first, ty, span)))
    }

    fn refuse_reference(&mut self, method: &ast::Ident) -> Option<Expr> {
        self.refuse(
            Diagnostic::new(
                method.span,
                format!("`{}` would give a reference", method.name),
            )
            .help("put `.copied()` before it"),
        );
        None
    }

    fn refuse_order(&mut self, method: &ast::Ident) -> Option<Expr> {
        let help = match method.name.as_str() {
            "min" => "fold floats: `.copied().fold(f32::INFINITY, f32::min)`",
            "max" => "fold floats: `.copied().fold(f32::NEG_INFINITY, f32::max)`",
            _by_key => "write a `for` loop that keeps the best so far",
        };
        self.refuse(
            Diagnostic::new(
                method.span,
                format!("`{}` compares integers alone", method.name),
            )
            .help(help),
        );
        None
    }

    /// A variable for what a loop may find.
    fn candidate(&mut self, span: Span, out: &mut Vec<Stmt>) -> (VariableId, Ty) {
        let ty = self.infer.fresh(Class::Any);
        let variable = self.unnamed(ty, span);
        self.variables[variable.0].written = true;
        out.push(Stmt::Let {
            variable: Some(variable),
            init: None,
            span,
        });
        (variable, ty)
    }

    /// An item as a value, where it is one.
    fn plain(&mut self, given: Given) -> Option<Expr> {
        match self.single(given) {
            Given::One(value) if self.is_plain(value.ty) => Some(value),
            Given::One(_) | Given::Many(_) | Given::Ref(_) => None,
        }
    }

    /// `Some(value)` where it was found.
    pub(super) fn optional(&mut self, found: VariableId, value: Expr) -> Expr {
        let span = value.span;
        let ty = self.infer.compound(Head::Option, vec![value.ty]);
        let variant = |position: u32, fields| Expr {
            kind: ExprKind::Variant(position, fields),
            ty,
            span,
        };
        let then = Block {
            statements: Vec::new(),
            tail: Some(Box::new(variant(1, vec![(0, value)]))),
        };
        Expr {
            kind: ExprKind::If(
                Box::new(read(found, Ty::BOOL, span)),
                then,
                Some(Box::new(variant(0, Vec::new()))),
            ),
            ty,
            span,
        }
    }
}
