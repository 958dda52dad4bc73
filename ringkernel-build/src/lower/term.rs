//! Typed expressions and statements that no text says: what loops over iterators are made of.

use proc_macro2::Span;

use super::infer::Ty;
use super::tree::{Block, Expr, ExprKind, First, Stmt, VariableId};
use crate::syntax::ast::{BinaryOp, Literal, UnaryOp};

/// A number of items.
pub(super) fn number(value: u32, span: Span) -> Expr {
    Expr {
        kind: ExprKind::Literal(Literal::Int {
            value: value.into(),
            suffix: Some("usize".to_owned()),
        }),
        ty: Ty::USIZE,
        span,
    }
}

/// An operation that cannot fault.
pub(super) fn arithmetic(op: BinaryOp, left: &Expr, right: &Expr) -> Expr {
    Expr {
        kind: ExprKind::Binary(op, Box::new(left.clone()), Box::new(right.clone())),
        ty: left.ty,
        span: left.span,
    }
}

pub(super) fn quotient(left: &Expr, right: &Expr) -> Expr {
    Expr {
        kind: ExprKind::Quotient(Box::new(left.clone()), Box::new(right.clone())),
        ty: Ty::USIZE,
        span: left.span,
    }
}

pub(super) fn compare(op: BinaryOp, left: &Expr, right: &Expr) -> Expr {
    Expr {
        ty: Ty::BOOL,
        ..arithmetic(op, left, right)
    }
}

pub(super) fn both(first: &Expr, second: Expr) -> Expr {
    Expr {
        span: first.span,
        kind: ExprKind::Binary(BinaryOp::And, Box::new(first.clone()), Box::new(second)),
        ty: Ty::BOOL,
    }
}

pub(super) fn smaller(first: &Expr, second: &Expr) -> Expr {
    let is_less = compare(BinaryOp::Lt, first, second);
    let first_block = Block {
        statements: Vec::new(),
        tail: Some(Box::new(first.clone())),
    };
    Expr {
        kind: ExprKind::If(
            Box::new(is_less),
            first_block,
            Some(Box::new(second.clone())),
        ),
        ty: first.ty,
        span: first.span,
    }
}

/// `if condition { then }`.
pub(super) fn when(condition: Expr, then: Expr) -> Expr {
    let span = condition.span;
    let then = Block {
        statements: vec![Stmt::Expr(then)],
        tail: None,
    };
    Expr {
        kind: ExprKind::If(Box::new(condition), then, None),
        ty: Ty::UNIT,
        span,
    }
}

pub(super) fn mistake(span: Span) -> Expr {
    Expr {
        kind: ExprKind::Mistake,
        ty: Ty::Mistake,
        span,
    }
}

pub(super) fn block_of(block: Block, span: Span) -> Expr {
    Expr {
        kind: ExprKind::Block(None, block),
        ty: Ty::UNIT,
        span,
    }
}

pub(super) fn block(statements: Vec<Stmt>, span: Span) -> Expr {
    block_of(
        Block {
            statements,
            tail: None,
        },
        span,
    )
}

pub(super) fn jump(kind: ExprKind, span: Span) -> Expr {
    Expr {
        kind,
        ty: Ty::Never,
        span,
    }
}

pub(super) fn read(variable: VariableId, ty: Ty, span: Span) -> Expr {
    Expr {
        kind: ExprKind::Variable(variable),
        ty,
        span,
    }
}

pub(super) fn usize_of(variable: VariableId, span: Span) -> Expr {
    read(variable, Ty::USIZE, span)
}

pub(super) fn truth(value: bool, span: Span) -> Expr {
    Expr {
        kind: ExprKind::Literal(Literal::Bool(value)),
        ty: Ty::BOOL,
        span,
    }
}

pub(super) fn negated(condition: Expr) -> Expr {
    Expr {
        span: condition.span,
        kind: ExprKind::Unary(UnaryOp::Not, Box::new(condition)),
        ty: Ty::BOOL,
    }
}

pub(super) fn assign(variable: VariableId, ty: Ty, value: Expr, span: Span) -> Stmt {
    Stmt::Expr(Expr {
        kind: ExprKind::Assign(Box::new(read(variable, ty, span)), Box::new(value)),
        ty: Ty::UNIT,
        span,
    })
}

/// One more or less.
pub(super) fn step(op: BinaryOp, variable: VariableId, span: Span) -> Stmt {
    Stmt::Expr(Expr {
        kind: ExprKind::AssignOp(
            op,
            Box::new(usize_of(variable, span)),
            Box::new(number(1, span)),
            First::Value,
        ),
        ty: Ty::UNIT,
        span,
    })
}
