//! Types the methods of integers that say in a way of their own that they failed: with an `Option`, a flag, a panic.
//!
//! Each is a test of the intrinsic table and the value where the test does not hold, over operands that are computed once.

use proc_macro2::Span;

use super::body::Body;
use super::infer::{Head, Ty};
use super::intrinsic::find_for;
use super::option::block;
use super::tree::{Block, Expr, ExprKind, Panic};
use crate::intrinsic::{self, Guard, Row, Spelling};
use crate::ir::Scalar;
use crate::syntax::ast;

/// What a method does where it fails.
#[derive(Clone, Copy, Debug)]
pub(super) enum Outcome {
    /// It gives `None`, and `Some` value where it does not fail.
    Checked,
    /// It gives the wrapped value and a flag.
    Overflowing,
    /// It panics with this text.
    Panic(&'static str),
}

/// The test of a method of that kind, and what follows from it.
pub(super) fn fallible(method: &str, scalar: Scalar) -> Option<(&'static Row, Outcome)> {
    let checked = find_for(Spelling::Checked, method, scalar).map(|row| (row, Outcome::Checked));
    let overflowing =
        || find_for(Spelling::Overflowing, method, scalar).map(|row| (row, Outcome::Overflowing));
    checked.or_else(overflowing).or_else(|| {
        let row = find_for(Spelling::Method, method, scalar)?;
        let text = match row.guard {
            Guard::Logarithm => "argument of integer logarithm must be positive",
            Guard::Root if scalar.is_signed_int() => {
                "argument of integer square root cannot be negative"
            }
            Guard::None
            | Guard::Divisor
            | Guard::Remainder
            | Guard::DivisorNotZero
            | Guard::RemainderNotZero
            | Guard::Root => return None,
        };
        let test = intrinsic::test(row.op).expect("what may panic has a test");
        Some((intrinsic::row(test), Outcome::Panic(text)))
    })
}

impl Body<'_, '_> {
    /// A method that may fail; `typed` are arguments that have their types already.
    pub(super) fn fallible(
        &mut self,
        row: &'static Row,
        outcome: Outcome,
        scalar: Scalar,
        typed: Vec<Expr>,
        args: &[ast::Expr],
        span: Span,
    ) -> Expr {
        let own = Ty::scalar(scalar);
        let test = self.intrinsic(row, own, typed, args, span);
        let ExprKind::Intrinsic(_, operands) = test.kind else {
            return test;
        };
        let (mut statements, mut kept) = (Vec::new(), Vec::new());
        for operand in operands {
            let (more, operand) = self.kept(operand);
            statements.extend(more);
            kept.push(operand);
        }
        let value = intrinsic::row(intrinsic::value(row.op).expect("a test has a value"));
        let value = Expr {
            kind: ExprKind::Intrinsic(value.op, kept.clone()),
            ty: self.kind(value.result, own),
            span,
        };
        let test = Expr {
            kind: ExprKind::Intrinsic(row.op, kept),
            ty: Ty::BOOL,
            span,
        };
        let result = match outcome {
            Outcome::Overflowing => {
                let ty = self.infer.compound(Head::Tuple, vec![value.ty, Ty::BOOL]);
                let kind = ExprKind::Tuple(vec![value, test]);
                Expr { kind, ty, span }
            }
            Outcome::Checked => {
                let ty = self.infer.compound(Head::Option, vec![value.ty]);
                let variant = |position, fields| Expr {
                    kind: ExprKind::Variant(position, fields),
                    ty,
                    span,
                };
                either(test, variant(0, Vec::new()), variant(1, vec![(0, value)]))
            }
            Outcome::Panic(text) => {
                let stop = Expr {
                    kind: ExprKind::Panic(Panic {
                        text: text.to_owned(),
                        values: None,
                    }),
                    ty: Ty::Never,
                    span,
                };
                either(test, stop, value)
            }
        };
        block(statements, result)
    }
}

/// `if test { then } else { otherwise }`, of the type of `otherwise`.
fn either(test: Expr, then: Expr, otherwise: Expr) -> Expr {
    let (ty, span) = (otherwise.ty, otherwise.span);
    let then = Block {
        statements: Vec::new(),
        tail: Some(Box::new(then)),
    };
    Expr {
        kind: ExprKind::If(Box::new(test), then, Some(Box::new(otherwise))),
        ty,
        span,
    }
}
