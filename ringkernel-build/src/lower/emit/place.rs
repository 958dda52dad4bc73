//! Places: what is in memory, with the checks that make it safe to touch.

use proc_macro2::Span;

use super::{load, Emitter};
use crate::ir::{
    Check, Expr, ExprKind, Handle, Literal, Local, Place, Projection, Scalar, StmtKind, Type,
};
use crate::lower::tree;

impl Emitter<'_, '_, '_> {
    /// The place an expression names; its index is checked here.
    pub(super) fn place(&mut self, expr: &tree::Expr) -> Place {
        match &expr.kind {
            tree::ExprKind::Variable(variable) => self.local(*variable).into(),
            tree::ExprKind::Deref(reference) => {
                let mut place: Place = self.pointer(reference).into();
                place.path.push(Projection::Deref);
                place
            }
            tree::ExprKind::Cell(variable) => Place {
                root: self.local(*variable),
                path: vec![Projection::Cell],
            },
            tree::ExprKind::Element(base, index) => self.element(base, index, expr.span),
            tree::ExprKind::Present(slice, index) => {
                let mut place: Place = self.pointer(slice).into();
                let index = self.value(index);
                place.path.push(Projection::Index(Box::new(index)));
                place
            }
            tree::ExprKind::Field(base, position) => {
                let mut place = self.place_of(base);
                place.path.push(Projection::Field(*position));
                place
            }
            tree::ExprKind::Literal(_)
            | tree::ExprKind::Constant(_)
            | tree::ExprKind::Neighbor(..)
            | tree::ExprKind::Within(_)
            | tree::ExprKind::Count(_)
            | tree::ExprKind::Quotient(..)
            | tree::ExprKind::Len(_)
            | tree::ExprKind::Borrow(_)
            | tree::ExprKind::Part(_)
            | tree::ExprKind::Unsize(_)
            | tree::ExprKind::Share(_)
            | tree::ExprKind::Tuple(_)
            | tree::ExprKind::Array(_)
            | tree::ExprKind::Repeat(_)
            | tree::ExprKind::Unary(..)
            | tree::ExprKind::Binary(..)
            | tree::ExprKind::Assign(..)
            | tree::ExprKind::Log(_)
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
            | tree::ExprKind::Debug(_)
            | tree::ExprKind::Panic(_)
            | tree::ExprKind::Call(..)
            | tree::ExprKind::Intrinsic(..)
            | tree::ExprKind::Struct(..)
            | tree::ExprKind::Variant(..)
            | tree::ExprKind::Match(_)
            | tree::ExprKind::IfLet(_)
            | tree::ExprKind::Unit
            | tree::ExprKind::Mistake => unreachable!("typing let only places through"),
        }
    }

    /// The place of an expression; a value gets one of its own.
    pub(super) fn place_of(&mut self, expr: &tree::Expr) -> Place {
        if expr.is_place() {
            return self.place(expr);
        }
        let value = self.value(expr);
        let local = self.temporary(value.ty, false);
        self.push(StmtKind::Let(local, Some(value)), expr.span);
        local.into()
    }

    /// The place a reference is made to, which may be written through it.
    pub(super) fn lent_place(&mut self, expr: &tree::Expr) -> Place {
        let place = self.place_of(expr);
        if !expr.is_place() {
            self.locals[place.root].mutable = true;
        }
        place
    }

    /// A local that holds the slice or reference an expression gives.
    pub(super) fn pointer(&mut self, expr: &tree::Expr) -> Handle<Local> {
        let value = self.value(expr);
        if let ExprKind::Pass(local) = value.kind {
            return local;
        }
        let local = self.temporary(value.ty, false);
        self.push(StmtKind::Let(local, Some(value)), expr.span);
        local
    }

    /// `base[index]`: the base, then the index, then the check.
    fn element(&mut self, base: &tree::Expr, index: &tree::Expr, span: Span) -> Place {
        let base_ty = self.ty(base);
        let (mut place, len) = if let Type::Array(array) = base_ty {
            let len = self.cx.module.arrays[array].len;
            let len = Expr {
                kind: ExprKind::Literal(Literal::Int(len.into())),
                ty: Type::Scalar(Scalar::Usize),
            };
            (self.place_of(base), len)
        } else {
            let slice = self.pointer(base);
            let len = Expr {
                kind: ExprKind::Len(slice),
                ty: Type::Scalar(Scalar::Usize),
            };
            (slice.into(), len)
        };
        let (statements, value) = self.apart(|emitter| emitter.value(index));
        self.keep_place(&mut place, &statements, span);
        self.out.extend(statements);
        let index = self.atom(value, index.span);
        let is_inside = match (&index.kind, &len.kind) {
            (ExprKind::Literal(Literal::Int(index)), ExprKind::Literal(Literal::Int(len))) => {
                index < len
            }
            _unknown => false,
        };
        if !is_inside {
            let check = Check::Index {
                index: index.clone(),
                len,
            };
            self.push(StmtKind::Check(check), span);
        }
        place.path.push(Projection::Index(Box::new(index)));
        place
    }

    /// The value at the place an expression names.
    pub(super) fn load(&mut self, expr: &tree::Expr) -> Expr {
        let ty = self.ty(expr);
        load(self.place(expr), ty)
    }
}
