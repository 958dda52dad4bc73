//! Places: what is in memory, with the checks that make it safe to touch.

use super::{load, Emitter};
use crate::ir::{Check, Expr, ExprKind, Place, Projection, Scalar, StmtKind, Type};
use crate::lower::tree;

impl Emitter<'_> {
    /// The place an expression names; its index is checked here.
    pub(super) fn place(&mut self, expr: &tree::Expr) -> Place {
        match &expr.kind {
            tree::ExprKind::Variable(variable) => self.local(*variable).into(),
            tree::ExprKind::Deref(variable) => Place {
                root: self.local(*variable),
                path: vec![Projection::Deref],
            },
            tree::ExprKind::Cell(variable) => Place {
                root: self.local(*variable),
                path: vec![Projection::Cell],
            },
            tree::ExprKind::Element(variable, index) => {
                let slice = self.local(*variable);
                let value = self.value(index);
                let index = self.atom(value, index.span);
                let len = Expr {
                    kind: ExprKind::Len(slice),
                    ty: Type::Scalar(Scalar::Usize),
                };
                let check = Check::Index {
                    index: index.clone(),
                    len,
                };
                self.push(StmtKind::Check(check), expr.span);
                Place {
                    root: slice,
                    path: vec![Projection::Index(Box::new(index))],
                }
            }
            tree::ExprKind::Field(base, position) => {
                let mut place = if base.is_place() {
                    self.place(base)
                } else {
                    let value = self.value(base);
                    let local = self.temporary(value.ty, false);
                    self.push(StmtKind::Let(local, Some(value)), base.span);
                    local.into()
                };
                place.path.push(Projection::Field(*position));
                place
            }
            tree::ExprKind::Literal(_)
            | tree::ExprKind::Constant(_)
            | tree::ExprKind::Neighbor(..)
            | tree::ExprKind::Len(_)
            | tree::ExprKind::Borrow(_)
            | tree::ExprKind::Unary(..)
            | tree::ExprKind::Binary(..)
            | tree::ExprKind::Assign(..)
            | tree::ExprKind::AssignOp(..)
            | tree::ExprKind::Cast(_)
            | tree::ExprKind::If(..)
            | tree::ExprKind::Block(..)
            | tree::ExprKind::While(..)
            | tree::ExprKind::Loop(..)
            | tree::ExprKind::For(_)
            | tree::ExprKind::Break(..)
            | tree::ExprKind::Continue(_)
            | tree::ExprKind::Return(_)
            | tree::ExprKind::Call(..)
            | tree::ExprKind::Intrinsic(..)
            | tree::ExprKind::Struct(..)
            | tree::ExprKind::Unit
            | tree::ExprKind::Mistake => unreachable!("typing let only places through"),
        }
    }

    /// The value at the place an expression names.
    pub(super) fn load(&mut self, expr: &tree::Expr) -> Expr {
        let ty = self.ty(expr.ty);
        load(self.place(expr), ty)
    }
}
