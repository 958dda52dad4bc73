//! Types assertions: a branch to a panic.

use proc_macro2::Span;

use super::body::Body;
use super::infer::Ty;
use super::tree::{Block, Expr, ExprKind, Panic, Stmt, VariableId};
use crate::syntax::ast::{self, Assert, BinaryOp, Test, UnaryOp};

impl Body<'_, '_> {
    /// Types `assert!` and its kin.
    pub(super) fn assert(&mut self, assert: &Assert, span: Span) -> Expr {
        let before = self.diverges;
        let tested = match &assert.test {
            Test::Holds(condition) => {
                let holds = self.condition(condition);
                let fails = Expr {
                    ty: holds.ty,
                    span: holds.span,
                    kind: ExprKind::Unary(UnaryOp::Not, Box::new(holds)),
                };
                panic_if(fails, &assert.text, None, span)
            }
            Test::Equal(left, right) => {
                self.compared(left, right, BinaryOp::Ne, &assert.text, span)
            }
            Test::Unequal(left, right) => {
                self.compared(left, right, BinaryOp::Eq, &assert.text, span)
            }
        };
        if !assert.debug {
            return tested;
        }
        self.diverges = before;
        Expr {
            kind: ExprKind::Debug(Box::new(tested)),
            ty: Ty::UNIT,
            span,
        }
    }

    /// `{ let l = left; let r = right; if l op r { panic } }`.
    fn compared(
        &mut self,
        left: &ast::Expr,
        right: &ast::Expr,
        fails: BinaryOp,
        text: &str,
        span: Span,
    ) -> Expr {
        let (left, right) = (self.value(left), self.value(right));
        let op = ast::Spanned { value: fails, span };
        if self.operands(&op, &left, &right, span) == Ty::Mistake {
            return Expr {
                kind: ExprKind::Mistake,
                ty: Ty::Mistake,
                span,
            };
        }
        let ty = left.ty;
        let mut statements = Vec::new();
        let mut keep = |body: &mut Self, init: Expr| {
            let span = init.span;
            let name = ast::Ident {
                name: "_".to_owned(),
                span,
            };
            let variable = body.declare(&name, ty);
            statements.push(Stmt::Let {
                variable: Some(variable),
                init: Some(init),
                span,
            });
            variable
        };
        let values = (keep(self, left), keep(self, right));
        let read = |variable| {
            Box::new(Expr {
                kind: ExprKind::Variable(variable),
                ty,
                span,
            })
        };
        let fails = Expr {
            kind: ExprKind::Binary(fails, read(values.0), read(values.1)),
            ty: Ty::BOOL,
            span,
        };
        statements.push(Stmt::Expr(panic_if(fails, text, Some(values), span)));
        let block = Block {
            statements,
            tail: None,
        };
        Expr {
            kind: ExprKind::Block(None, block),
            ty: Ty::UNIT,
            span,
        }
    }
}

fn panic_if(fails: Expr, text: &str, values: Option<(VariableId, VariableId)>, span: Span) -> Expr {
    let panic = Expr {
        kind: ExprKind::Panic(Panic {
            text: text.to_owned(),
            values,
        }),
        ty: Ty::Never,
        span,
    };
    let then = Block {
        statements: Vec::new(),
        tail: Some(Box::new(panic)),
    };
    Expr {
        kind: ExprKind::If(Box::new(fails), then, None),
        ty: Ty::UNIT,
        span,
    }
}
