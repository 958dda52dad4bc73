//! Loops, and what leaves them.

use super::ast::{Expr, ExprKind, Ident};
use super::parse::Parser;
use super::ty::ident;

impl Parser {
    pub(super) fn labelled_block(&mut self, block: &syn::ExprBlock) -> Option<ExprKind> {
        let body = self.block(&block.block)?;
        Some(ExprKind::Block(label(block.label.as_ref()), body))
    }

    pub(super) fn repetition(&mut self, expr: &syn::Expr) -> Option<ExprKind> {
        match expr {
            syn::Expr::While(repeat) => {
                let label = label(repeat.label.as_ref());
                let condition = self.condition(&repeat.cond);
                let body = self.block(&repeat.body);
                Some(ExprKind::While(label, Box::new(condition?), body?))
            }
            syn::Expr::Loop(repeat) => {
                let label = label(repeat.label.as_ref());
                Some(ExprKind::Loop(label, self.block(&repeat.body)?))
            }
            syn::Expr::ForLoop(repeat) => self.for_loop(repeat),
            _ => unreachable!("`expr` sends loops only"),
        }
    }

    fn for_loop(&mut self, repeat: &syn::ExprForLoop) -> Option<ExprKind> {
        let binding = self.binding(&repeat.pat);
        let mut range = &*repeat.expr;
        while let syn::Expr::Paren(syn::ExprParen { expr, .. })
        | syn::Expr::Group(syn::ExprGroup { expr, .. }) = range
        {
            range = expr;
        }
        let bounds = match range {
            syn::Expr::Range(syn::ExprRange {
                start: Some(start),
                limits,
                end: Some(end),
                ..
            }) => {
                let start = self.expr(start);
                let end = self.expr(end);
                start.zip(end).map(|(start, end)| (start, limits, end))
            }
            _ => self.refuse(
                range,
                "`for` goes over `a..b` and `a..=b` only",
                "write `for i in 0..x.len()`, or a `while` loop for other steps",
            ),
        };
        let body = self.block(&repeat.body);
        let (name, mutable) = binding?;
        let (start, limits, end) = bounds?;
        Some(ExprKind::For {
            label: label(repeat.label.as_ref()),
            name,
            mutable,
            start: Box::new(start),
            end: Box::new(end),
            inclusive: matches!(limits, syn::RangeLimits::Closed(_)),
            body: body?,
        })
    }

    pub(super) fn jump(&mut self, expr: &syn::Expr) -> Option<ExprKind> {
        match expr {
            syn::Expr::Break(jump) => {
                let value = self.optional(jump.expr.as_deref())?;
                Some(ExprKind::Break(target(jump.label.as_ref()), value))
            }
            syn::Expr::Continue(jump) => Some(ExprKind::Continue(target(jump.label.as_ref()))),
            syn::Expr::Return(jump) => Some(ExprKind::Return(self.optional(jump.expr.as_deref())?)),
            _ => unreachable!("`expr` sends jumps only"),
        }
    }

    fn optional(&mut self, value: Option<&syn::Expr>) -> Option<Option<Box<Expr>>> {
        match value {
            Some(value) => Some(Some(Box::new(self.expr(value)?))),
            None => Some(None),
        }
    }
}

/// The label of a loop or block, without its `'`.
fn label(label: Option<&syn::Label>) -> Option<Ident> {
    target(label.map(|label| &label.name))
}

/// The label a jump names.
fn target(lifetime: Option<&syn::Lifetime>) -> Option<Ident> {
    lifetime.map(|lifetime| ident(&lifetime.ident))
}
