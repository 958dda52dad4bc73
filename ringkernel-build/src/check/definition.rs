//! What locals that are written once hold.

use std::collections::BTreeMap;

use crate::intrinsic::Class;
use crate::ir::{visit, Expr, ExprKind, Function, Handle, Local, StmtKind, Type};

/// The value of each local that is never written after its `let`.
pub(super) type Definitions<'a> = BTreeMap<Handle<Local>, &'a Expr>;

/// Finds them.
pub(super) fn find(function: &Function) -> Definitions<'_> {
    let mut found = Definitions::new();
    visit::stmts(&function.body, &mut |stmt| {
        if let StmtKind::Let(local, Some(value)) = &stmt.kind {
            if !function.locals[*local].mutable {
                found.insert(*local, value);
            }
        }
    });
    found
}

/// The expression behind locals, and behind casts between integers of 32 bits or more: numbers of threads keep their
/// value in those, while two of them may become one in 8 or 16 bits.
pub(super) fn through<'a>(expr: &'a Expr, definitions: &Definitions<'a>) -> &'a Expr {
    match &expr.kind {
        ExprKind::Cast(operand) if is_wide(expr.ty) && is_wide(operand.ty) => {
            through(operand, definitions)
        }
        ExprKind::Load(place) if place.path.is_empty() => match definitions.get(&place.root) {
            Some(definition) => through(definition, definitions),
            None => expr,
        },
        ExprKind::Cast(_)
        | ExprKind::Load(_)
        | ExprKind::Literal(_)
        | ExprKind::Pass(_)
        | ExprKind::Borrow(_)
        | ExprKind::Len(_)
        | ExprKind::Unary(..)
        | ExprKind::Binary(..)
        | ExprKind::Intrinsic(..)
        | ExprKind::Struct(..)
        | ExprKind::Variant(..)
        | ExprKind::Tag(_)
        | ExprKind::Array(_)
        | ExprKind::Repeat(_)
        | ExprKind::Whole(_)
        | ExprKind::Part { .. }
        | ExprKind::Neighbor { .. } => expr,
    }
}

fn is_wide(ty: Type) -> bool {
    matches!(ty, Type::Scalar(scalar) if scalar.is_in(Class::WideInt))
}
