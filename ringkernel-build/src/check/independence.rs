//! Proves that blocks of a one-dimensional launch never touch each other's elements.
//!
//! Every access to a slice that the kernel may write must be at `g * scale + offset`, where `g` is the thread's number
//! in the grid (`block_idx_x() * block_dim_x() + thread_idx_x()`), the scale is the same for all accesses to that slice
//! and the offset is a literal from 0 to the scale. Two threads then never meet. The proof holds for launches of fewer
//! than 2^31 threads, for which `g` does not wrap.

use std::collections::BTreeMap;

use super::definition::{self, through, Definitions};
use crate::intrinsic::Op;
use crate::ir::{
    visit, BinaryOp, Expr, ExprKind, Function, Handle, Literal, Local, Place, Projection, Scalar,
    StmtKind, Storage, Type,
};

/// Whether the proof succeeds.
pub(super) fn holds(function: &Function) -> bool {
    let definitions = definition::find(function);
    let mut scales: BTreeMap<Handle<Local>, i128> = BTreeMap::new();
    let mut proven = true;
    let mut access = |place: &Place| {
        let Some(Projection::Index(index)) = place.path.first() else {
            return;
        };
        if !is_written_slice(function, place.root) {
            return;
        }
        let Some(Affine { scale, offset }) = affine(index, &definitions) else {
            proven = false;
            return;
        };
        proven &=
            (0..scale).contains(&offset) && *scales.entry(place.root).or_insert(scale) == scale;
    };
    visit::stmts(&function.body, &mut |stmt| {
        if let StmtKind::Store(place, _) = &stmt.kind {
            access(place);
        }
    });
    let mut handed_on = false;
    visit::exprs(&function.body, &mut |expr, _| match &expr.kind {
        ExprKind::Load(place)
        | ExprKind::Borrow(place)
        | ExprKind::Tag(place)
        | ExprKind::Whole(place) => access(place),
        ExprKind::Pass(local) => handed_on |= is_written_slice(function, *local),
        // Of a stencil, whose blocks the runtime divides.
        ExprKind::Neighbor { .. }
        // Nothing is read but the length.
        | ExprKind::Len(_)
        // Their operands are visited.
        | ExprKind::Part { .. }
        | ExprKind::Unary(..)
        | ExprKind::Binary(..)
        | ExprKind::Cast(_)
        | ExprKind::Intrinsic(..)
        | ExprKind::Struct(..)
        | ExprKind::Variant(..)
        | ExprKind::Array(_)
        | ExprKind::Repeat(_)
        | ExprKind::Literal(_) => {}
    });
    proven && !handed_on
}

fn is_written_slice(function: &Function, local: Handle<Local>) -> bool {
    let Local { ty, storage, .. } = &function.locals[local];
    // Blocks have no shared memory in common.
    matches!(ty, Type::Slice { mutable: true, .. }) && *storage == Storage::Thread
}

/// `g * scale + offset`.
#[derive(Clone, Copy)]
struct Affine {
    scale: i128,
    offset: i128,
}

fn affine(expr: &Expr, definitions: &Definitions<'_>) -> Option<Affine> {
    if is_global_thread(expr, definitions) {
        return Some(Affine {
            scale: 1,
            offset: 0,
        });
    }
    match &expr.kind {
        // Of fewer than 64 bits only `g` itself is known, which is found above.
        ExprKind::Cast(operand) if is_wide(expr.ty) && is_wide(operand.ty) => {
            affine(operand, definitions)
        }
        ExprKind::Load(place) if place.path.is_empty() => {
            affine(definitions.get(&place.root)?, definitions)
        }
        // Only 64 bits hold any product and sum without wrapping.
        ExprKind::Binary(op, left, right) if is_wide(expr.ty) => match op {
            BinaryOp::Add => {
                let (affine, offset) = with_literal(left, right, definitions)?;
                Some(Affine {
                    offset: affine.offset.checked_add(offset)?,
                    ..affine
                })
            }
            BinaryOp::Mul => {
                let (affine, factor) = with_literal(left, right, definitions)?;
                Some(Affine {
                    scale: affine.scale.checked_mul(factor).filter(|&s| s < 1 << 31)?,
                    offset: affine.offset.checked_mul(factor)?,
                })
            }
            BinaryOp::Sub
            | BinaryOp::Div
            | BinaryOp::Rem
            | BinaryOp::And
            | BinaryOp::Or
            | BinaryOp::BitAnd
            | BinaryOp::BitOr
            | BinaryOp::BitXor
            | BinaryOp::Shl
            | BinaryOp::Shr
            | BinaryOp::Eq
            | BinaryOp::Ne
            | BinaryOp::Lt
            | BinaryOp::Le
            | BinaryOp::Gt
            | BinaryOp::Ge => None,
        },
        ExprKind::Binary(..)
        | ExprKind::Cast(_)
        | ExprKind::Literal(_)
        | ExprKind::Load(_)
        | ExprKind::Pass(_)
        | ExprKind::Borrow(_)
        | ExprKind::Len(_)
        | ExprKind::Unary(..)
        | ExprKind::Intrinsic(..)
        | ExprKind::Struct(..)
        | ExprKind::Variant(..)
        | ExprKind::Tag(_)
        | ExprKind::Array(_)
        | ExprKind::Repeat(_)
        | ExprKind::Whole(_)
        | ExprKind::Part { .. }
        | ExprKind::Neighbor { .. } => None,
    }
}

/// One operand as an affine value, the other as a literal, in either order.
fn with_literal(
    left: &Expr,
    right: &Expr,
    definitions: &Definitions<'_>,
) -> Option<(Affine, i128)> {
    if let ExprKind::Literal(Literal::Int(value)) = right.kind {
        Some((affine(left, definitions)?, value))
    } else if let ExprKind::Literal(Literal::Int(value)) = left.kind {
        Some((affine(right, definitions)?, value))
    } else {
        None
    }
}

fn is_wide(ty: Type) -> bool {
    matches!(ty, Type::Scalar(Scalar::Usize | Scalar::U64 | Scalar::I64))
}

/// `block_idx_x() * block_dim_x() + thread_idx_x()` in any order, through casts and locals.
fn is_global_thread(expr: &Expr, definitions: &Definitions<'_>) -> bool {
    let ExprKind::Binary(BinaryOp::Add, left, right) = &through(expr, definitions).kind else {
        return false;
    };
    let is = |expr: &Expr, op: Op| matches!(&through(expr, definitions).kind, ExprKind::Intrinsic(found, _) if *found == op);
    let is_block_start = |expr: &Expr| {
        let ExprKind::Binary(BinaryOp::Mul, a, b) = &through(expr, definitions).kind else {
            return false;
        };
        is(a, Op::BlockIdxX) && is(b, Op::BlockDimX) || is(a, Op::BlockDimX) && is(b, Op::BlockIdxX)
    };
    is_block_start(left) && is(right, Op::ThreadIdxX)
        || is(left, Op::ThreadIdxX) && is_block_start(right)
}
