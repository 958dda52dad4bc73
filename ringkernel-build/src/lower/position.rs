//! The item at a position of a sequence.

use super::binding::Given;
use super::body::Body;
use super::chain::Sequence;
use super::infer::Shape;
use super::term::arithmetic;
use super::tree::{Expr, ExprKind};
use crate::syntax::ast::BinaryOp;

impl Body<'_, '_> {
    /// The item at a position.
    pub(super) fn item(&mut self, sequence: &Sequence, at: Expr) -> Given {
        let span = at.span;
        match sequence {
            Sequence::Range { start, .. } => {
                let distance = Expr {
                    kind: ExprKind::Cast(Box::new(at)),
                    ty: start.ty,
                    span,
                };
                Given::One(arithmetic(BinaryOp::Add, start, &distance))
            }
            Sequence::Elements(slice) => {
                let Shape::Slice { mutable, .. } = self.infer.shape(slice.ty) else {
                    unreachable!("elements are those of a slice")
                };
                let element = self.present(slice, at);
                Given::One(Expr {
                    ty: self.infer.reference(element.ty, mutable),
                    kind: ExprKind::Borrow(Box::new(element)),
                    span,
                })
            }
            Sequence::Values(slice) => Given::One(self.present(slice, at)),
            Sequence::Chunks(slice, size) => {
                let first = arithmetic(BinaryOp::Mul, &at, size);
                Given::One(within(slice, first, size))
            }
            Sequence::Windows(slice, size) => Given::One(within(slice, at, size)),
            Sequence::Reversed(inner, last) => {
                self.item(inner, arithmetic(BinaryOp::Sub, last, &at))
            }
            Sequence::Stepped(inner, step) => {
                self.item(inner, arithmetic(BinaryOp::Mul, &at, step))
            }
            Sequence::Skipped(inner, count) => {
                self.item(inner, arithmetic(BinaryOp::Add, &at, count))
            }
            Sequence::Enumerated(inner) => {
                let item = self.item(inner, at.clone());
                Given::Many(vec![Given::One(at), item])
            }
            Sequence::Zipped(pair) => {
                let [first, second] = pair.as_ref();
                let first = self.item(first, at.clone());
                Given::Many(vec![first, self.item(second, at)])
            }
            Sequence::Copied(inner) => {
                let item = self.item(inner, at);
                self.copied(item)
            }
        }
    }

    pub(super) fn present(&mut self, slice: &Expr, at: Expr) -> Expr {
        let Shape::Slice { element, .. } = self.infer.shape(slice.ty) else {
            unreachable!("elements are those of a slice")
        };
        Expr {
            span: at.span,
            kind: ExprKind::Present(Box::new(slice.clone()), Box::new(at)),
            ty: element,
        }
    }
}

fn within(slice: &Expr, first: Expr, size: &Expr) -> Expr {
    Expr {
        span: first.span,
        kind: ExprKind::Within(Box::new([slice.clone(), first, size.clone()])),
        ty: slice.ty,
    }
}
