//! Loops, and what leaves them.

use super::ast::{Closure, Expr, ExprKind, Ident};
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
        let pattern = self.pattern(&repeat.pat);
        let iterable = self.expr(&repeat.expr);
        let body = self.block(&repeat.body);
        Some(ExprKind::For {
            label: label(repeat.label.as_ref()),
            pattern: Box::new(pattern?),
            iterable: Box::new(iterable?),
            body: body?,
        })
    }

    /// `a..b` or `a..=b`.
    pub(super) fn range(&mut self, range: &syn::ExprRange) -> Option<ExprKind> {
        let (Some(start), Some(end)) = (&range.start, &range.end) else {
            return self.refuse(
                range,
                "a range that is gone over has two ends",
                "write `a..b` or `a..=b`",
            );
        };
        let (start, end) = (self.expr(start), self.expr(end));
        Some(ExprKind::Range {
            start: Box::new(start?),
            end: Box::new(end?),
            inclusive: matches!(range.limits, syn::RangeLimits::Closed(_)),
        })
    }

    /// `|a, b| e`.
    pub(super) fn closure(&mut self, closure: &syn::ExprClosure) -> Option<ExprKind> {
        if closure.asyncness.is_some() {
            return self.refuse(
                closure,
                "device code cannot be `async`",
                "await on the host, round the launch",
            );
        }
        let params: Vec<_> = closure
            .inputs
            .iter()
            .map(|param| match param {
                syn::Pat::Type(typed) => {
                    let (pattern, ty) = (self.pattern(&typed.pat), self.ty(&typed.ty));
                    Some((pattern?, Some(ty?)))
                }
                pattern => Some((self.pattern(pattern)?, None)),
            })
            .collect();
        let output = match &closure.output {
            syn::ReturnType::Default => Some(None),
            syn::ReturnType::Type(_, ty) => self.ty(ty).map(Some),
        };
        let body = self.expr(&closure.body);
        Some(ExprKind::Closure(Box::new(Closure {
            moves: closure.capture.is_some(),
            params: params.into_iter().collect::<Option<_>>()?,
            output: output?,
            body: body?,
        })))
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
