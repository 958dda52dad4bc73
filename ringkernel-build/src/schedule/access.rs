//! How far a stencil looks.

use crate::ir::{Block, Check, Expr, ExprKind, Place, Projection, StmtKind};

/// The farthest neighbour on each axis, in cells.
pub(super) fn reach(body: &Block) -> [u32; 3] {
    let mut reach = [0; 3];
    visit_block(body, &mut reach);
    reach
}

fn visit_block(block: &Block, reach: &mut [u32; 3]) {
    for stmt in block {
        match &stmt.kind {
            StmtKind::Let(_, None)
            | StmtKind::Break
            | StmtKind::Continue
            | StmtKind::Return(None) => {}
            StmtKind::Let(_, Some(value)) | StmtKind::Return(Some(value)) => {
                visit_expr(value, reach);
            }
            StmtKind::Store(place, value) => {
                visit_place(place, reach);
                visit_expr(value, reach);
            }
            StmtKind::Check(Check::Index { index, len }) => {
                visit_expr(index, reach);
                visit_expr(len, reach);
            }
            StmtKind::Check(Check::Divisor {
                op: _,
                dividend,
                divisor,
            }) => {
                visit_expr(dividend, reach);
                visit_expr(divisor, reach);
            }
            StmtKind::Call { args, .. } | StmtKind::Intrinsic(_, args) => {
                visit_all(args, reach);
            }
            StmtKind::If(condition, then, otherwise) => {
                visit_expr(condition, reach);
                visit_block(then, reach);
                visit_block(otherwise, reach);
            }
            StmtKind::Loop(body) | StmtKind::Block(body) => visit_block(body, reach),
            StmtKind::For {
                start, end, body, ..
            } => {
                visit_expr(start, reach);
                visit_expr(end, reach);
                visit_block(body, reach);
            }
        }
    }
}

fn visit_all(exprs: &[Expr], reach: &mut [u32; 3]) {
    for expr in exprs {
        visit_expr(expr, reach);
    }
}

fn visit_expr(expr: &Expr, reach: &mut [u32; 3]) {
    match &expr.kind {
        ExprKind::Literal(_) | ExprKind::Pass(_) | ExprKind::Len(_) => {}
        ExprKind::Load(place) | ExprKind::Borrow(place) => visit_place(place, reach),
        ExprKind::Unary(_, operand) | ExprKind::Cast(operand) => visit_expr(operand, reach),
        ExprKind::Binary(_, left, right) => {
            visit_expr(left, reach);
            visit_expr(right, reach);
        }
        ExprKind::Intrinsic(_, args) | ExprKind::Struct(_, args) => visit_all(args, reach),
        ExprKind::Neighbor { field: _, offset } => {
            for (reach, offset) in reach.iter_mut().zip(offset) {
                *reach = (*reach).max(offset.unsigned_abs());
            }
        }
    }
}

fn visit_place(place: &Place, reach: &mut [u32; 3]) {
    for projection in &place.path {
        match projection {
            Projection::Field(_) | Projection::Deref | Projection::Cell => {}
            Projection::Index(index) => visit_expr(index, reach),
        }
    }
}
