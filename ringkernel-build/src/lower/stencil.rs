//! Types what only a stencil may say: its own cell, and its neighbours.

use proc_macro2::Span;

use super::body::Body;
use super::infer::{Shape, Ty};
use super::intrinsic::find;
use super::tree::{Expr, ExprKind, VariableId};
use crate::diagnostic::Diagnostic;
use crate::intrinsic::{Kind, Op, Spelling};
use crate::ir::Scalar;
use crate::syntax::ast;

/// Neighbours with a name of their own: offset along x, y, z.
const NAMED: [(&str, [i8; 3]); 6] = [
    ("north", [0, -1, 0]),
    ("south", [0, 1, 0]),
    ("west", [-1, 0, 0]),
    ("east", [1, 0, 0]),
    ("up", [0, 0, -1]),
    ("down", [0, 0, 1]),
];

impl Body<'_, '_> {
    /// Whether a typed expression is the number of the current cell for sure.
    pub(super) fn is_cell_index(&self, index: &Expr) -> bool {
        match &index.kind {
            ExprKind::Intrinsic(Op::PosIdx, _) => true,
            ExprKind::Variable(variable) => self.variables[variable.0].is_cell,
            ExprKind::Cast(inner) => {
                self.infer.resolve(index.ty) == Ty::scalar(Scalar::Usize)
                    && self.is_cell_index(inner)
            }
            _other => false,
        }
    }

    /// `field[index]` in a stencil.
    pub(super) fn cell(
        &mut self,
        field: VariableId,
        index: &Expr,
        index_span: Span,
        element: Ty,
        span: Span,
    ) -> Expr {
        if index.ty == Ty::Mistake {
            return index.clone();
        }
        if !self.is_cell_index(index) {
            let name = &self.variables[field.0].name;
            let help = format!(
                "write `{name}[pos.idx()]` for the cell itself, `pos.at({name}, dx, dy)` for another cell"
            );
            return self.refuse(
                Diagnostic::new(
                    index_span,
                    "a stencil's field is indexed by `pos.idx()` alone",
                )
                .help(help),
            );
        }
        Expr {
            kind: ExprKind::Cell(field),
            ty: element,
            span,
        }
    }

    /// A method of the `GridPos`.
    pub(super) fn pos_method(
        &mut self,
        method: &ast::Ident,
        args: &[ast::Expr],
        span: Span,
    ) -> Expr {
        if let Some(row) = find(Spelling::Pos, &method.name) {
            if !args.is_empty() {
                return self.refuse(
                    Diagnostic::new(span, format!("`{}` takes no arguments", method.name)).soft(),
                );
            }
            self.is_deep |= matches!(row.op, Op::PosZ | Op::PosDepth);
            let scalar = if row.result == Kind::Usize {
                Scalar::Usize
            } else {
                Scalar::I32
            };
            return Expr {
                kind: ExprKind::Intrinsic(row.op, Vec::new()),
                ty: Ty::scalar(scalar),
                span,
            };
        }
        let named = NAMED.iter().find(|(name, _)| *name == method.name);
        match (named, args) {
            (Some((_, offset)), [field]) => {
                self.is_deep |= offset[2] != 0;
                let offset = offset.map(|step| constant_step(step, span));
                self.neighbor(field, offset.into(), span)
            }
            (None, [field, steps @ ..])
                if method.name == "at" && matches!(steps.len(), 2 | 3) =>
            {
                self.is_deep |= steps.len() == 3;
                let mut offset = Vec::new();
                for step in steps {
                    let typed = self.value(step);
                    self.coerce(typed.ty, Ty::scalar(Scalar::I32), step.span);
                    offset.push(typed);
                }
                self.neighbor(field, offset, span)
            }
            (Some(_) | None, _) => self.refuse(
                Diagnostic::new(
                    method.span,
                    format!("`GridPos` has no `{}` like this", method.name),
                )
                .help("it has `north`, `south`, `east`, `west`, `up`, `down` of a field, `at(field, dx, dy)` and `idx()`"),
            ),
        }
    }

    fn neighbor(&mut self, field: &ast::Expr, offset: Vec<Expr>, span: Span) -> Expr {
        let typed = self.expr(field, None);
        match (&typed.kind, self.infer.shape(typed.ty)) {
            (
                ExprKind::Variable(variable),
                Shape::Slice {
                    element,
                    mutable: false,
                },
            ) => Expr {
                kind: ExprKind::Neighbor(*variable, offset),
                ty: element,
                span,
            },
            (ExprKind::Variable(variable), Shape::Slice { mutable: true, .. }) => {
                let name = &self.variables[variable.0].name;
                let message = format!(
                    "`{name}` is written by this stencil, so its other cells may be old or new"
                );
                self.refuse(Diagnostic::new(span, message).help(
                    "read neighbours from a `&[T]` field, and write another one; `swap(a, b)` exchanges them after each step",
                ))
            }
            (_, Shape::Mistake) => typed,
            _other => {
                self.refuse(Diagnostic::new(field.span, "this is no field of the stencil").soft())
            }
        }
    }
}

fn constant_step(step: i8, span: Span) -> Expr {
    use super::constant::Value;
    Expr {
        kind: ExprKind::Constant(Value::Scalar(
            crate::ir::Literal::Int(step.into()),
            Scalar::I32,
        )),
        ty: Ty::scalar(Scalar::I32),
        span,
    }
}
