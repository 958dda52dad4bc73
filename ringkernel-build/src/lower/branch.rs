//! Types what goes one of several ways by patterns: `match`, `if let`, `?`.

use proc_macro2::Span;

use super::body::Body;
use super::infer::{Class, Head, Shape, Ty};
use super::pattern::{Arm, Condition, Guard, IfLet, Match, Mode, Pattern, PatternKind};
use super::tree::{Expr, ExprKind};
use crate::diagnostic::Diagnostic;
use crate::syntax::ast;

impl Body<'_, '_> {
    /// Types `match`; what all arms give is the value.
    pub(super) fn match_expr(
        &mut self,
        scrutinee: &ast::Expr,
        arms: &[ast::Arm],
        span: Span,
    ) -> Expr {
        let scrutinee = self.scrutinee(scrutinee);
        let before = self.diverges;
        let mut all_diverge = true;
        let mut ty = Ty::Never;
        let mut typed = Vec::new();
        for arm in arms {
            self.diverges = before;
            self.enter();
            let pattern = self.matched(&arm.pattern, &scrutinee);
            let guard = arm.guard.as_ref().map(|guard| Guard {
                condition: self.condition(guard),
                found: self.fresh_label(),
                missed: self.fresh_label(),
            });
            self.diverges = before;
            let body = self.value_or_exit(&arm.body, None);
            self.leave();
            all_diverge &= self.diverges;
            ty = self.joined(ty, body.ty, body.span);
            typed.push(Arm {
                pattern,
                guard,
                body,
            });
        }
        self.diverges = before || all_diverge;
        let label = self.fresh_label();
        Expr {
            kind: ExprKind::Match(Box::new(Match {
                label,
                scrutinee,
                arms: typed,
            })),
            ty,
            span,
        }
    }

    /// Types `e?`: the value in `Some`, or the function's `None`.
    pub(super) fn question(&mut self, inner: &ast::Expr, span: Span) -> Expr {
        let inner = self.value(inner);
        let some = self.infer.fresh(Class::Any);
        let wanted = self.infer.compound(Head::Option, vec![some]);
        self.coerce(inner.ty, wanted, inner.span);
        if self.is_in_closure() {
            return self.refuse(
                Diagnostic::new(span, "`?` has no place in a closure of device code")
                    .help("take the value by `if let` or `match`, or by `?` outside the closure"),
            );
        }
        let output = self.open(self.output);
        if !matches!(self.infer.shape(output), Shape::Option(_)) {
            return self.refuse(
                Diagnostic::new(
                    span,
                    "`?` leaves a function that returns an `Option`, which this is not",
                )
                .help("take the value by `if let` or `match`")
                .soft(),
            );
        }
        let none = Expr {
            kind: ExprKind::Variant(0, Vec::new()),
            ty: output,
            span,
        };
        let leave = Expr {
            kind: ExprKind::Return(Some(Box::new(none))),
            ty: Ty::Never,
            span,
        };
        self.either(inner, some, |value| value, leave, span)
    }

    /// `match option { Some(v) => present(v), None => absent }`.
    pub(super) fn either(
        &mut self,
        option: Expr,
        some: Ty,
        present: impl FnOnce(Expr) -> Expr,
        absent: Expr,
        span: Span,
    ) -> Expr {
        let name = ast::Ident {
            name: "_".to_owned(),
            span,
        };
        let variable = self.declare(&name, some);
        let value = present(Expr {
            kind: ExprKind::Variable(variable),
            ty: some,
            span,
        });
        let binding = match &value.kind {
            ExprKind::Variable(own) if *own == variable => PatternKind::Binding {
                variable,
                mode: Mode::Copy,
                sub: None,
            },
            _unused => PatternKind::Wild,
        };
        let binding = Pattern {
            kind: binding,
            ty: some,
            span,
        };
        let ty = value.ty;
        let arms = vec![
            Arm {
                pattern: Pattern {
                    kind: PatternKind::Variant(1, vec![(0, binding)]),
                    ty: option.ty,
                    span,
                },
                guard: None,
                body: value,
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

    /// Whether a condition has a pattern in it.
    pub(super) fn has_pattern(condition: &ast::Expr) -> bool {
        match &condition.kind {
            ast::ExprKind::Let(..) => true,
            ast::ExprKind::Binary(op, left, right) if op.value == ast::BinaryOp::And => {
                Self::has_pattern(left) || Self::has_pattern(right)
            }
            _other => false,
        }
    }

    /// Types an `if` with patterns among its conditions, whose names are seen in what follows them.
    pub(super) fn if_let(
        &mut self,
        condition: &ast::Expr,
        then: &ast::Block,
        otherwise: impl FnOnce(&mut Self) -> Option<Expr>,
        span: Span,
    ) -> Expr {
        let label = self.fresh_label();
        self.enter();
        let mut conditions = Vec::new();
        self.conditions(condition, &mut conditions);
        let before = self.diverges;
        let (then, then_ty) = self.block(then, None);
        let then_diverges = self.diverges;
        self.leave();
        self.diverges = before;
        let otherwise = otherwise(self);
        let ty = match &otherwise {
            Some(otherwise) => {
                self.diverges &= then_diverges;
                self.joined(then_ty, otherwise.ty, otherwise.span)
            }
            None => {
                self.coerce(then_ty, Ty::UNIT, span);
                Ty::UNIT
            }
        };
        self.diverges |= before;
        Expr {
            kind: ExprKind::IfLet(Box::new(IfLet {
                label,
                conditions,
                then,
                otherwise,
            })),
            ty,
            span,
        }
    }

    fn conditions(&mut self, condition: &ast::Expr, typed: &mut Vec<Condition>) {
        match &condition.kind {
            ast::ExprKind::Let(pattern, scrutinee) => {
                let scrutinee = self.scrutinee(scrutinee);
                let pattern = self.matched(pattern, &scrutinee);
                typed.push(Condition::Let(pattern, scrutinee));
            }
            ast::ExprKind::Binary(op, left, right)
                if op.value == ast::BinaryOp::And && Self::has_pattern(condition) =>
            {
                self.conditions(left, typed);
                self.conditions(right, typed);
            }
            _value => typed.push(Condition::Holds(self.condition(condition))),
        }
    }
}
