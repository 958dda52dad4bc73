//! Slices of arrays, and parts of slices.

use proc_macro2::Span;

use super::Emitter;
use crate::ir::{BinaryOp, Check, Expr, ExprKind, Literal, Scalar, StmtKind, Type};
use crate::lower::tree::{self, Count, Part};

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

    /// So many elements of a slice that are known to exist.
    pub(super) fn within(&mut self, part: &[tree::Expr; 3], ty: Type) -> Expr {
        let [slice, start, count] = part;
        let slice = self.value(slice);
        let mut bounds = self.sequence(&[start, count]);
        let count = bounds.pop().expect("two bounds went in");
        let start = bounds.pop().expect("two bounds went in");
        let start = self.atom(start, part[1].span);
        let end = Expr {
            kind: ExprKind::Binary(BinaryOp::Add, Box::new(start.clone()), Box::new(count)),
            ty: USIZE,
        };
        Expr {
            kind: ExprKind::Part {
                slice: Box::new(slice),
                start: Box::new(start),
                end: Box::new(end),
            },
            ty,
        }
    }

    /// The position of a range's last value; wraps where it has none.
    pub(super) fn count(&mut self, count: &Count) -> Expr {
        let mut bounds = self.sequence(&[&count.start, &count.end]);
        let end = bounds.pop().expect("two bounds went in");
        let start = bounds.pop().expect("two bounds went in");
        let Type::Scalar(scalar) = start.ty else {
            self.soft(count.start.span, "a range counts integers");
            return int(0);
        };
        let unsigned = match scalar {
            Scalar::I8 | Scalar::U8 => Scalar::U8,
            Scalar::I16 | Scalar::U16 => Scalar::U16,
            Scalar::I32 | Scalar::U32 => Scalar::U32,
            Scalar::I64 | Scalar::U64 | Scalar::Isize | Scalar::Usize => Scalar::Usize,
            Scalar::Bool
            | Scalar::F32
            | Scalar::F64
            | Scalar::F16
            | Scalar::Bf16
            | Scalar::F8E4M3
            | Scalar::F8E5M2 => {
                self.soft(count.start.span, "a range counts integers");
                return int(0);
            }
        };
        let ty = start.ty;
        let mut distance = Expr {
            kind: ExprKind::Binary(BinaryOp::Sub, Box::new(end), Box::new(start)),
            ty,
        };
        // The distance is never negative: read without a sign, it is right even where it has wrapped.
        for target in [unsigned, Scalar::Usize] {
            if distance.ty != Type::Scalar(target) {
                distance = Expr {
                    kind: ExprKind::Cast(Box::new(distance)),
                    ty: Type::Scalar(target),
                };
            }
        }
        if count.inclusive {
            return distance;
        }
        Expr {
            kind: ExprKind::Binary(BinaryOp::Sub, Box::new(distance), Box::new(int(1))),
            ty: USIZE,
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
