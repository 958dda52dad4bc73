//! Slices of arrays, and parts of slices.

use proc_macro2::Span;

use super::Emitter;
use crate::ir::{BinaryOp, Check, Expr, ExprKind, Literal, Scalar, StmtKind, Type};
use crate::lower::tree::{self, Part};

const USIZE: Type = Type::Scalar(Scalar::Usize);

impl Emitter<'_, '_, '_> {
    /// A reference to an array as a slice.
    pub(super) fn unsize(&mut self, reference: &tree::Expr, ty: Type) -> Expr {
        let kind = match &reference.kind {
            tree::ExprKind::Borrow(place) => ExprKind::Whole(self.lent_place(place)),
            _kept => {
                let mut place: crate::ir::Place = self.pointer(reference).into();
                place.path.push(crate::ir::Projection::Deref);
                ExprKind::Whole(place)
            }
        };
        Expr { kind, ty }
    }

    /// `&base[start..end]`: the base, the bounds from left to right, the checks.
    pub(super) fn part(&mut self, part: &Part, ty: Type, span: Span) -> Expr {
        let base_ty = self.ty(&part.base);
        let slice = if let Type::Array(_) = base_ty {
            let kind = ExprKind::Whole(self.lent_place(&part.base));
            let local = self.temporary(ty, false);
            self.push(StmtKind::Let(local, Some(Expr { kind, ty })), span);
            local
        } else {
            self.pointer(&part.base)
        };
        let pass = Expr {
            kind: ExprKind::Pass(slice),
            ty: self.locals[slice].ty,
        };
        let written: Vec<&tree::Expr> = part.start.iter().chain(&part.end).collect();
        let (statements, mut bounds) = self.apart(|emitter| emitter.sequence(&written));
        let pass = self.save_from(pass, &statements, span);
        self.out.extend(statements);
        let ExprKind::Pass(slice) = pass.kind else {
            unreachable!("a saved slice is in a local")
        };
        let len = Expr {
            kind: ExprKind::Len(slice),
            ty: USIZE,
        };
        let end = part.end.as_ref().map(|written| {
            let end = bounds.pop().expect("each bound has a value");
            self.atom(end, written.span)
        });
        let start = match &part.start {
            Some(written) => {
                let start = bounds.pop().expect("each bound has a value");
                self.atom(start, written.span)
            }
            None => int(0),
        };
        // `a..=b` is `a..b + 1`, where `b + 1` must exist.
        let end = end.map(|end| {
            if part.inclusive {
                self.after(end, span)
            } else {
                end
            }
        });
        let is_all = part.start.is_none() && end.is_none();
        if !is_all {
            let check = Check::Range {
                start: start.clone(),
                end: end.clone(),
                len: len.clone(),
            };
            self.push(StmtKind::Check(check), span);
        }
        Expr {
            kind: ExprKind::Part {
                slice: Box::new(Expr {
                    kind: ExprKind::Pass(slice),
                    ty,
                }),
                start: Box::new(start),
                end: Box::new(end.unwrap_or(len)),
            },
            ty,
        }
    }

    /// The bound after an inclusive one. At the type's end it saturates, which no slice reaches.
    fn after(&mut self, end: Expr, span: Span) -> Expr {
        let max = Expr {
            kind: ExprKind::Literal(Literal::Int(u64::MAX.into())),
            ty: USIZE,
        };
        let below = Expr {
            kind: ExprKind::Binary(BinaryOp::Lt, Box::new(end.clone()), Box::new(max)),
            ty: Type::Scalar(Scalar::Bool),
        };
        let step = Expr {
            kind: ExprKind::Cast(Box::new(below)),
            ty: USIZE,
        };
        let next = Expr {
            kind: ExprKind::Binary(BinaryOp::Add, Box::new(end), Box::new(step)),
            ty: USIZE,
        };
        self.atom(next, span)
    }
}

fn int(value: i128) -> Expr {
    Expr {
        kind: ExprKind::Literal(Literal::Int(value)),
        ty: USIZE,
    }
}
