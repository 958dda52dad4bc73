//! Types what asks whether a value lies between two bounds: `x.clamp(a, b)` and `(a..b).contains(&x)`.

use proc_macro2::Span;

use super::body::Body;
use super::infer::Ty;
use super::option::block;
use super::tree::{Block, Expr, ExprKind, Panic, Stmt, VariableId};
use crate::ir::Scalar;
use crate::syntax::ast::{self, BinaryOp, UnaryOp};

impl Body<'_, '_> {
    /// `value.clamp(low, high)`, whose bounds are looked at after all three are known.
    pub(super) fn clamp(
        &mut self,
        value: Expr,
        scalar: Scalar,
        bounds: [&ast::Expr; 2],
        span: Span,
    ) -> Expr {
        let ty = Ty::scalar(scalar);
        let mut statements = Vec::new();
        let value = self.keep(value, &mut statements);
        let [low, high] = bounds.map(|bound| {
            let bound = self.value(bound);
            let bound = self.coerced(bound, ty);
            self.keep(bound, &mut statements)
        });
        let text = if scalar.is_float() {
            "min > max, or either was NaN. min = {min:?}, max = {max:?}"
        } else {
            "min > max. min = {min:?}, max = {max:?}"
        };
        // Not `low > high`: NaN is no bound.
        let fails = Expr {
            kind: ExprKind::Unary(
                UnaryOp::Not,
                Box::new(compared(BinaryOp::Le, &low, &high, span)),
            ),
            ty: Ty::BOOL,
            span,
        };
        let stop = Expr {
            kind: ExprKind::Panic(Panic {
                text: text.to_owned(),
                values: variable(&low).zip(variable(&high)),
            }),
            ty: Ty::Never,
            span,
        };
        statements.push(Stmt::Expr(Expr {
            kind: ExprKind::If(Box::new(fails), alone(stop), None),
            ty: Ty::UNIT,
            span,
        }));
        let is_below = compared(BinaryOp::Lt, &value, &low, span);
        let is_above = compared(BinaryOp::Gt, &value, &high, span);
        let inner = choice(is_above, high, value);
        block(statements, choice(is_below, low, inner))
    }

    /// `(start..end).contains(&item)`; `None` for any other call.
    pub(super) fn contains(
        &mut self,
        receiver: &ast::Expr,
        method: &ast::Ident,
        args: &[ast::Expr],
        span: Span,
    ) -> Option<Expr> {
        let ast::ExprKind::Range {
            start,
            end,
            inclusive,
        } = &receiver.kind
        else {
            return None;
        };
        let ("contains", [item]) = (&*method.name, args) else {
            return None;
        };
        let mut statements = Vec::new();
        let start = self.value(start);
        let start = self.keep(start, &mut statements);
        let end = self.value(end);
        self.coerce(end.ty, start.ty, end.span);
        let end = self.keep(end, &mut statements);
        let item = self.value(item);
        let item = self.behind(item);
        let item = self.keep(item, &mut statements);
        let before_end = if *inclusive {
            BinaryOp::Le
        } else {
            BinaryOp::Lt
        };
        let tests = [(BinaryOp::Le, start, item.clone()), (before_end, item, end)];
        let mut typed = Vec::new();
        for (op, left, right) in tests {
            let op = ast::Spanned { value: op, span };
            if self.operands(&op, &left, &right, span) == Ty::Mistake {
                return Some(Expr {
                    kind: ExprKind::Mistake,
                    ty: Ty::Mistake,
                    span,
                });
            }
            typed.push(Box::new(compared(op.value, &left, &right, span)));
        }
        let [from_start, to_end] = <[Box<Expr>; 2]>::try_from(typed).expect("there are two tests");
        let both = Expr {
            kind: ExprKind::Binary(BinaryOp::And, from_start, to_end),
            ty: Ty::BOOL,
            span,
        };
        Some(block(statements, both))
    }
}

fn compared(op: BinaryOp, left: &Expr, right: &Expr, span: Span) -> Expr {
    Expr {
        kind: ExprKind::Binary(op, Box::new(left.clone()), Box::new(right.clone())),
        ty: Ty::BOOL,
        span,
    }
}

fn variable(kept: &Expr) -> Option<VariableId> {
    match &kept.kind {
        ExprKind::Variable(variable) => Some(*variable),
        _mistake => None,
    }
}

/// `if test { then } else { otherwise }`.
fn choice(test: Expr, then: Expr, otherwise: Expr) -> Expr {
    let (ty, span) = (then.ty, then.span);
    Expr {
        kind: ExprKind::If(Box::new(test), alone(then), Some(Box::new(otherwise))),
        ty,
        span,
    }
}

fn alone(value: Expr) -> Block {
    Block {
        statements: Vec::new(),
        tail: Some(Box::new(value)),
    }
}
