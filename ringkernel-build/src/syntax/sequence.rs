//! Arrays, tuples, and parts of slices.

use super::ast::{Expr, ExprKind, Literal};
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

    /// The array that a byte string refers to.
    pub(super) fn bytes(&mut self, text: &syn::LitByteStr) -> Option<Expr> {
        let span = text.span();
        let elements: Vec<Expr> = text
            .value()
            .into_iter()
            .map(|byte| Expr {
                kind: ExprKind::Literal(Literal::Int {
                    value: byte.into(),
                    suffix: Some("u8".to_owned()),
                }),
                span,
            })
            .collect();
        if elements.is_empty() {
            return self.refuse(
                text,
                "an array without elements has no place on the device",
                "leave it out, or give it an element",
            );
        }
        Some(Expr {
            kind: ExprKind::Array(elements),
            span,
        })
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
        let base = match byte_string(&index.expr) {
            Some(text) => self.bytes(text),
            None => self.expr(&index.expr),
        };
        let base = base.map(Box::new);
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

/// The byte string that an expression is.
pub(super) fn byte_string(expr: &syn::Expr) -> Option<&syn::LitByteStr> {
    match expr {
        syn::Expr::Paren(inner) => byte_string(&inner.expr),
        syn::Expr::Group(inner) => byte_string(&inner.expr),
        syn::Expr::Lit(syn::ExprLit {
            lit: syn::Lit::ByteStr(text),
            ..
        }) => Some(text),
        _ => None,
    }
}
