//! How often a counted loop goes round, as far as its bounds say.

use super::definition::Definitions;
use crate::ir::{
    BinaryOp, Expr, ExprKind, Function, Handle, Literal, Local, Module, Place, Projection, Type,
};

/// How often a counted loop goes round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trips {
    /// So often, or less often.
    AtMost(u64),
    /// As often as a slice is long.
    Slice,
    /// As often as a number of 32 or 64 bits says.
    Unknown,
}

/// What the bounds of a function's loops are made of.
pub(super) struct Bounds<'a> {
    pub(super) module: &'a Module,
    pub(super) function: &'a Function,
    pub(super) definitions: Definitions<'a>,
}

impl<'a> Bounds<'a> {
    /// The rounds from `start` to `end`.
    pub(super) fn trips(&self, start: &'a Expr, end: &'a Expr, inclusive: bool) -> Trips {
        if let (Some(start), Some(end)) = (self.number(start), self.number(end)) {
            let trips = (end - start + i128::from(inclusive)).max(0);
            return Trips::AtMost(u64::try_from(trips).unwrap_or(u64::MAX));
        }
        match (&self.behind(end).kind, end.ty) {
            (ExprKind::Len(_), _) => Trips::Slice,
            (_, Type::Scalar(scalar)) if scalar.size() <= 2 => {
                Trips::AtMost(1 << (8 * scalar.size()))
            }
            (_, _wider) => Trips::Unknown,
        }
    }

    /// The expression behind locals that are written once.
    fn behind(&self, expr: &'a Expr) -> &'a Expr {
        match &expr.kind {
            ExprKind::Load(Place { root, path }) if path.is_empty() => {
                match self.definitions.get(root) {
                    Some(definition) => self.behind(definition),
                    None => expr,
                }
            }
            _value => expr,
        }
    }

    /// A number that is known.
    fn number(&self, expr: &'a Expr) -> Option<i128> {
        match &self.behind(expr).kind {
            ExprKind::Literal(Literal::Int(value)) => Some(*value),
            ExprKind::Len(slice) => self.len(*slice),
            // As in `0..=len - 1`; below 0 it would wrap.
            ExprKind::Binary(BinaryOp::Sub, left, right) => {
                let difference = self.number(left)? - self.number(right)?;
                (difference >= 0).then_some(difference)
            }
            _computed => None,
        }
    }

    /// How long a slice is that is a whole array.
    fn len(&self, slice: Handle<Local>) -> Option<i128> {
        let ExprKind::Whole(place) = &self.definitions.get(&slice)?.kind else {
            return None;
        };
        match self.ty(place)? {
            Type::Array(array) => Some(self.module.arrays[array].len.into()),
            _another => None,
        }
    }

    /// The type of a place, unless it is in an enum.
    fn ty(&self, place: &Place) -> Option<Type> {
        let mut ty = self.function.locals[place.root].ty;
        for projection in &place.path {
            ty = match (projection, ty) {
                (Projection::Deref, Type::Ref { target, .. }) => target.into(),
                (Projection::Index(_), Type::Array(array)) => {
                    self.module.arrays[array].element.into()
                }
                (Projection::Index(_), Type::Slice { element, .. }) => element.into(),
                (Projection::Field(field), Type::Struct(item)) => {
                    self.module.structs[item].fields[*field as usize].1
                }
                (_, _elsewhere) => return None,
            };
        }
        Some(ty)
    }
}
