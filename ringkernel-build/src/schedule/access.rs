//! How far a stencil looks.

use crate::ir::{visit, Block, ExprKind};

/// The farthest neighbour on each axis, in cells.
pub(super) fn reach(body: &Block) -> [u32; 3] {
    let mut reach = [0; 3];
    visit::exprs(body, &mut |expr, _| {
        if let ExprKind::Neighbor { offset, .. } = &expr.kind {
            for (reach, offset) in reach.iter_mut().zip(offset) {
                *reach = offset.unsigned_abs().max(*reach);
            }
        }
    });
    reach
}
