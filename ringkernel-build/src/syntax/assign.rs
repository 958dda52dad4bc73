//! Assignments; one to several places is the `let` and the assignments that it stands for.

use proc_macro2::Span;
use syn::spanned::Spanned as _;

use super::ast::{
    Binding, Block, Expr, ExprKind, Ident, Path, Pattern, PatternKind, Stmt, StmtKind,
};
use super::parse::Parser;
use crate::name;

/// The places of a destructuring assignment, in order, each with the name of its part.
struct Places {
    statements: Vec<Stmt>,
}

impl Parser {
    pub(super) fn assign(&mut self, assign: &syn::ExprAssign) -> Option<ExprKind> {
        match &*assign.left {
            syn::Expr::Tuple(_) | syn::Expr::Array(_) | syn::Expr::Infer(_) => {
                self.assign_parts(assign)
            }
            syn::Expr::Struct(_) | syn::Expr::Call(_) => self.assign_fields(&assign.left),
            _ => {
                let place = self.expr(&assign.left);
                let value = self.expr(&assign.right);
                Some(ExprKind::Assign(Box::new(place?), Box::new(value?)))
            }
        }
    }

    /// `(a, b) = value`: the value first, then each place and its assignment from left to right.
    fn assign_parts(&mut self, assign: &syn::ExprAssign) -> Option<ExprKind> {
        let mut places = Places {
            statements: Vec::new(),
        };
        let pattern = self.assignee(&assign.left, &mut places);
        let init = self.expr(&assign.right);
        let span = assign.span();
        let mut statements = vec![Stmt {
            kind: StmtKind::Let {
                pattern: pattern?,
                ty: None,
                init: Some(init?),
                otherwise: None,
            },
            span,
        }];
        statements.extend(places.statements);
        Some(ExprKind::Block(
            None,
            Block {
                statements,
                tail: None,
                span,
            },
        ))
    }

    fn assignee(&mut self, left: &syn::Expr, places: &mut Places) -> Option<Pattern> {
        let span = left.span();
        let kind = match left {
            syn::Expr::Paren(inner) => return self.assignee(&inner.expr, places),
            syn::Expr::Infer(_) => PatternKind::Wild,
            syn::Expr::Range(range) if range.start.is_none() && range.end.is_none() => {
                PatternKind::Rest
            }
            syn::Expr::Tuple(tuple) => PatternKind::Tuple(self.assignees(&tuple.elems, places)?),
            syn::Expr::Array(array) => PatternKind::Slice(self.assignees(&array.elems, places)?),
            syn::Expr::Struct(_) | syn::Expr::Call(_) => return self.assign_fields(left),
            place => {
                let place = self.expr(place)?;
                let name = part(places.statements.len(), span);
                places.statements.push(Stmt {
                    kind: StmtKind::Expr(Expr {
                        kind: ExprKind::Assign(Box::new(place), Box::new(named(&name))),
                        span,
                    }),
                    span,
                });
                PatternKind::Binding(Binding {
                    name,
                    by_ref: false,
                    mutable: false,
                    sub: None,
                })
            }
        };
        Some(Pattern { kind, span })
    }

    fn assign_fields<T>(&mut self, left: &syn::Expr) -> Option<T> {
        self.refuse(
            left,
            "an assignment takes tuples and arrays apart, no structs",
            "take the value apart with `let`, then assign each part",
        )
    }

    fn assignees<'a>(
        &mut self,
        parts: impl IntoIterator<Item = &'a syn::Expr>,
        places: &mut Places,
    ) -> Option<Vec<Pattern>> {
        let parts: Vec<_> = parts
            .into_iter()
            .map(|part| self.assignee(part, places))
            .collect();
        parts.into_iter().collect()
    }
}

/// A name that no user can write.
fn part(number: usize, span: Span) -> Ident {
    Ident {
        name: format!("{}_part{number}", name::PREFIX),
        span,
    }
}

fn named(name: &Ident) -> Expr {
    Expr {
        kind: ExprKind::Path(Path {
            absolute: false,
            segments: vec![name.clone()],
            arguments: vec![],
            span: name.span,
        }),
        span: name.span,
    }
}
