//! Which cells of which field a stencil reads and writes.

use std::collections::BTreeSet;

use crate::ir::{
    visit, Block, ExprKind, Function, Handle, Local, Place, Projection, Stmt, StmtKind,
};

/// What a stencil does with one of its fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Access {
    /// Offsets along x, y, z of the cells that are read; the cell itself is one of them.
    pub read: BTreeSet<[i32; 3]>,
    /// The cell itself is written, if only under a condition.
    pub written: bool,
    /// What the cell held before is lost unread, whatever happens.
    pub replaced: bool,
    /// The field is used as a whole: its length, or as an argument.
    pub whole: bool,
}

/// The accesses of each parameter; none for those that are no fields.
pub(super) fn accesses(function: &Function) -> Vec<Access> {
    let of = |handle: &Handle<Local>| match function.locals[*handle].ty.slice_element() {
        Some(_) => access(&function.body, *handle),
        None => Access::default(),
    };
    function.params.iter().map(of).collect()
}

fn access(body: &Block, field: Handle<Local>) -> Access {
    let mut access = Access::default();
    visit::exprs(body, &mut |expr, _| match &expr.kind {
        ExprKind::Neighbor {
            field: read,
            offset,
        } if *read == field => {
            access.read.insert(*offset);
        }
        ExprKind::Load(place) | ExprKind::Tag(place) if place.root == field => {
            access.read.insert([0; 3]);
            access.whole |= !is_of_cell(place);
        }
        // A reference may go anywhere.
        ExprKind::Borrow(place) | ExprKind::Whole(place) if place.root == field => {
            access.whole = true;
        }
        ExprKind::Pass(local) | ExprKind::Len(local) if *local == field => access.whole = true,
        _another => {}
    });
    visit::stmts(body, &mut |stmt| {
        if let StmtKind::Store(place, _) = &stmt.kind {
            if place.root == field {
                access.written = true;
                access.whole |= !is_of_cell(place);
            }
        }
    });
    access.replaced = after(body, field) == Fate::Replaced;
    access
}

/// Whether a place is in the cell that is computed.
fn is_of_cell(place: &Place) -> bool {
    place.path.first() == Some(&Projection::Cell)
}

/// What has become of a cell's old value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// It is still there.
    There,
    /// It was written over, unread.
    Replaced,
    /// It was read, or the stencil may be left with it.
    Needed,
}

/// What has become of a field's old value after the statements.
fn after(block: &Block, field: Handle<Local>) -> Fate {
    for stmt in block {
        match after_one(stmt, field) {
            Fate::There => {}
            found @ (Fate::Replaced | Fate::Needed) => return found,
        }
    }
    Fate::There
}

fn after_one(stmt: &Stmt, field: Handle<Local>) -> Fate {
    if visit::operands(stmt)
        .iter()
        .any(|operand| reads(operand, field))
    {
        return Fate::Needed;
    }
    match &stmt.kind {
        StmtKind::Store(place, _) if place.root == field => {
            if place.path == [Projection::Cell] {
                Fate::Replaced
            } else {
                // The rest of the value stays.
                Fate::Needed
            }
        }
        StmtKind::If(_, then, otherwise) => match (after(then, field), after(otherwise, field)) {
            (Fate::There, Fate::There) => Fate::There,
            (Fate::Replaced, Fate::Replaced) => Fate::Replaced,
            (Fate::There | Fate::Replaced | Fate::Needed, _) => Fate::Needed,
        },
        StmtKind::Block(None, inner) => after(inner, field),
        // What runs several times, or is left early, is not followed.
        StmtKind::Loop { .. } | StmtKind::Block(Some(_), _) | StmtKind::For { .. } => Fate::Needed,
        StmtKind::Break(_) | StmtKind::Continue(_) | StmtKind::Return(_) => Fate::Needed,
        StmtKind::Debug(_) | StmtKind::Panic(_) => Fate::Needed,
        StmtKind::Let(..)
        | StmtKind::Store(..)
        | StmtKind::Check(_)
        | StmtKind::Call { .. }
        | StmtKind::Intrinsic { .. }
        | StmtKind::Log(_) => Fate::There,
    }
}

/// Whether an expression uses the field.
fn reads(expr: &crate::ir::Expr, field: Handle<Local>) -> bool {
    let mut found = false;
    visit::deep(expr, &mut |expr| {
        found |= match &expr.kind {
            ExprKind::Load(place)
            | ExprKind::Tag(place)
            | ExprKind::Borrow(place)
            | ExprKind::Whole(place) => place.root == field,
            ExprKind::Neighbor { field: local, .. }
            | ExprKind::Pass(local)
            | ExprKind::Len(local) => *local == field,
            ExprKind::Literal(_)
            | ExprKind::Part { .. }
            | ExprKind::Unary(..)
            | ExprKind::Binary(..)
            | ExprKind::Cast(_)
            | ExprKind::Intrinsic(..)
            | ExprKind::Struct(..)
            | ExprKind::Variant(..)
            | ExprKind::Array(_)
            | ExprKind::Repeat(_) => false,
        };
    });
    found
}

/// The farthest neighbour on each axis, in cells.
pub(super) fn reach(accesses: &[Access]) -> [u32; 3] {
    let mut reach = [0; 3];
    for offset in accesses.iter().flat_map(|access| &access.read) {
        for (reach, offset) in reach.iter_mut().zip(offset) {
            *reach = offset.unsigned_abs().max(*reach);
        }
    }
    reach
}
