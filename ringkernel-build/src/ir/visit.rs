//! Visits every statement or expression of a block, in order.

use super::{Block, Check, Expr, ExprKind, Location, Panic, Place, Projection, Stmt, StmtKind};

/// Calls `f` for each statement, each before those inside it.
pub fn stmts<'a>(block: &'a Block, f: &mut impl FnMut(&'a Stmt)) {
    for stmt in block {
        f(stmt);
        for inner in blocks(stmt) {
            stmts(inner, f);
        }
    }
}

/// Calls `f` for each expression, each before its operands, with the place of its statement.
pub fn exprs<'a>(block: &'a Block, f: &mut impl FnMut(&'a Expr, Location)) {
    stmts(block, &mut |stmt| {
        for expr in operands(stmt) {
            deep(expr, &mut |expr| f(expr, stmt.location));
        }
    });
}

/// Calls `f` for the expression and everything in it.
pub fn deep<'a>(expr: &'a Expr, f: &mut impl FnMut(&'a Expr)) {
    f(expr);
    let mut place = |place: &'a Place| {
        for index in indices(place) {
            deep(index, f);
        }
    };
    match &expr.kind {
        ExprKind::Literal(_) | ExprKind::Pass(_) | ExprKind::Len(_) | ExprKind::Neighbor { .. } => {
        }
        ExprKind::Load(from)
        | ExprKind::Borrow(from)
        | ExprKind::Whole(from)
        | ExprKind::Tag(from) => place(from),
        ExprKind::Part { slice, start, end } => {
            deep(slice, f);
            deep(start, f);
            deep(end, f);
        }
        ExprKind::Unary(_, operand) | ExprKind::Cast(operand) | ExprKind::Repeat(operand) => {
            deep(operand, f);
        }
        ExprKind::Binary(_, left, right) => {
            deep(left, f);
            deep(right, f);
        }
        ExprKind::Intrinsic(_, args)
        | ExprKind::Struct(_, args)
        | ExprKind::Variant(_, _, args)
        | ExprKind::Array(args) => {
            for arg in args {
                deep(arg, f);
            }
        }
    }
}

/// The blocks directly inside a statement.
#[must_use]
pub fn blocks(stmt: &Stmt) -> Vec<&Block> {
    match &stmt.kind {
        StmtKind::If(_, then, otherwise) => vec![then, otherwise],
        StmtKind::Loop { body, .. }
        | StmtKind::Block(_, body)
        | StmtKind::Debug(body)
        | StmtKind::For { body, .. } => vec![body],
        StmtKind::Let(..)
        | StmtKind::Store(..)
        | StmtKind::Check(_)
        | StmtKind::Call { .. }
        | StmtKind::Intrinsic { .. }
        | StmtKind::Panic(_)
        | StmtKind::Log(_)
        | StmtKind::Break(_)
        | StmtKind::Continue(_)
        | StmtKind::Return(_) => Vec::new(),
    }
}

/// The expressions directly inside a statement, indices of a written place included.
#[must_use]
pub fn operands(stmt: &Stmt) -> Vec<&Expr> {
    match &stmt.kind {
        StmtKind::Let(_, value) | StmtKind::Return(value) => value.iter().collect(),
        StmtKind::Store(place, value) => {
            let mut operands = vec![value];
            operands.extend(indices(place));
            operands
        }
        StmtKind::Check(Check::Index { index, len }) => vec![index, len],
        StmtKind::Check(Check::Range { start, end, len }) => {
            let mut operands = vec![start];
            operands.extend(end);
            operands.push(len);
            operands
        }
        StmtKind::Check(Check::Divisor {
            op: _,
            dividend,
            divisor,
        }) => vec![dividend, divisor],
        StmtKind::Call { args, .. } | StmtKind::Intrinsic { args, .. } => args.iter().collect(),
        StmtKind::Log(log) => log.values.iter().collect(),
        StmtKind::If(condition, ..) => vec![condition],
        StmtKind::For { start, end, .. } => vec![start, end],
        StmtKind::Panic(Panic {
            values: Some((left, right)),
            ..
        }) => vec![left, right],
        StmtKind::Loop { .. }
        | StmtKind::Block(..)
        | StmtKind::Debug(_)
        | StmtKind::Panic(Panic { values: None, .. })
        | StmtKind::Break(_)
        | StmtKind::Continue(_) => Vec::new(),
    }
}

/// The index expressions of a place.
fn indices(place: &Place) -> impl Iterator<Item = &Expr> {
    place.path.iter().filter_map(|projection| match projection {
        Projection::Index(index) => Some(&**index),
        Projection::Field(_) | Projection::Variant(_) | Projection::Deref | Projection::Cell => {
            None
        }
    })
}
