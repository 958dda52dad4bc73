//! Arrays, tuples, and parts of slices.

use super::ast::{Expr, ExprKind};
use super::parse::Parser;

impl Parser {
    /// `[a, b, c]`.
    pub(super) fn array(&mut self, array: &syn::ExprArray) -> Option<ExprKind> {
        if array.elems.is_empty() {
            return self.refuse(
                array,
                "an array without elements has no place on the device",
                "leave it out, or give it an element",
            );
        }
        self.all(&array.elems).map(ExprKind::Array)
    }

    /// `[value; len]`.
    pub(super) fn repeat(&mut self, repeat: &syn::ExprRepeat) -> Option<ExprKind> {
        let value = self.expr(&repeat.expr);
        let len = self.expr(&repeat.len);
        Some(ExprKind::Repeat(Box::new(value?), Box::new(len?)))
    }

    /// `(a, b)`, `(a,)` or `()`.
    pub(super) fn tuple(&mut self, tuple: &syn::ExprTuple) -> Option<ExprKind> {
        if tuple.elems.is_empty() {
            return Some(ExprKind::Unit);
        }
        self.all(&tuple.elems).map(ExprKind::Tuple)
    }

    fn all<'a>(&mut self, exprs: impl IntoIterator<Item = &'a syn::Expr>) -> Option<Vec<Expr>> {
        let exprs: Vec<_> = exprs.into_iter().map(|expr| self.expr(expr)).collect();
        exprs.into_iter().collect()
    }

    /// `base[index]`, or `base[a..b]`.
    pub(super) fn index(&mut self, index: &syn::ExprIndex) -> Option<ExprKind> {
        let base = self.expr(&index.expr).map(Box::new);
        let mut position = &*index.index;
        while let syn::Expr::Paren(syn::ExprParen { expr, .. })
        | syn::Expr::Group(syn::ExprGroup { expr, .. }) = position
        {
            position = expr;
        }
        let syn::Expr::Range(range) = position else {
            let position = self.expr(position).map(Box::new);
            return Some(ExprKind::Index(base?, position?));
        };
        let start = self.bound(range.start.as_deref());
        let end = self.bound(range.end.as_deref());
        Some(ExprKind::Part {
            base: base?,
            start: start?,
            end: end?,
            inclusive: matches!(range.limits, syn::RangeLimits::Closed(_)),
        })
    }

    #[expect(
        clippy::option_option,
        reason = "a bound may be absent, and may be refused"
    )]
    fn bound(&mut self, bound: Option<&syn::Expr>) -> Option<Option<Box<Expr>>> {
        match bound {
            Some(bound) => self.expr(bound).map(|bound| Some(Box::new(bound))),
            None => Some(None),
        }
    }
}
