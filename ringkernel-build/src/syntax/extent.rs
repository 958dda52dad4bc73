//! Spans of expressions.
//!
//! syn finds a span by making tokens of the whole node, which costs the square of the depth when every node is asked. Here
//! only the ends are looked at; the result is the same.

use proc_macro2::Span;
use syn::spanned::Spanned as _;

/// The span of an expression, as `Spanned` gives it.
pub(super) fn of(expr: &syn::Expr) -> Span {
    match (first(expr), last(expr)) {
        (Some(first), Some(last)) => first.join(last).unwrap_or(first),
        _ => expr.span(),
    }
}

/// The first token's; `None` if only the tokens can tell.
fn first(expr: &syn::Expr) -> Option<Span> {
    match expr {
        syn::Expr::Binary(e) if e.attrs.is_empty() => first(&e.left),
        syn::Expr::Assign(e) if e.attrs.is_empty() => first(&e.left),
        syn::Expr::Cast(e) if e.attrs.is_empty() => first(&e.expr),
        syn::Expr::Index(e) if e.attrs.is_empty() => first(&e.expr),
        syn::Expr::Field(e) if e.attrs.is_empty() => first(&e.base),
        syn::Expr::MethodCall(e) if e.attrs.is_empty() => first(&e.receiver),
        syn::Expr::Call(e) if e.attrs.is_empty() => first(&e.func),
        syn::Expr::If(e) if e.attrs.is_empty() => Some(e.if_token.span),
        syn::Expr::While(e) if e.attrs.is_empty() && e.label.is_none() => Some(e.while_token.span),
        syn::Expr::ForLoop(e) if e.attrs.is_empty() && e.label.is_none() => Some(e.for_token.span),
        syn::Expr::Paren(e) if e.attrs.is_empty() => Some(e.paren_token.span.join()),
        syn::Expr::Lit(e) if e.attrs.is_empty() => Some(e.lit.span()),
        syn::Expr::Path(e) if e.attrs.is_empty() => e.path.get_ident().map(syn::Ident::span),
        _ => None,
    }
}

/// The last token's; `None` if only the tokens can tell. A group is one token.
fn last(expr: &syn::Expr) -> Option<Span> {
    match expr {
        syn::Expr::Binary(e) => last(&e.right),
        syn::Expr::Assign(e) => last(&e.right),
        syn::Expr::Cast(e) => match &*e.ty {
            syn::Type::Path(ty) => ty.path.get_ident().map(syn::Ident::span),
            _ => None,
        },
        syn::Expr::Index(e) => Some(e.bracket_token.span.join()),
        syn::Expr::MethodCall(e) => Some(e.paren_token.span.join()),
        syn::Expr::Call(e) => Some(e.paren_token.span.join()),
        syn::Expr::If(e) => match &e.else_branch {
            Some((_, otherwise)) => last(otherwise),
            None => Some(e.then_branch.brace_token.span.join()),
        },
        syn::Expr::Block(e) => Some(e.block.brace_token.span.join()),
        syn::Expr::While(e) => Some(e.body.brace_token.span.join()),
        syn::Expr::ForLoop(e) => Some(e.body.brace_token.span.join()),
        syn::Expr::Paren(e) => Some(e.paren_token.span.join()),
        syn::Expr::Lit(e) => Some(e.lit.span()),
        syn::Expr::Path(e) => e.path.get_ident().map(syn::Ident::span),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::visit::{self, Visit};

    struct Same;

    impl<'ast> Visit<'ast> for Same {
        fn visit_expr(&mut self, expr: &'ast syn::Expr) {
            let ends = |span: Span| (span.start(), span.end());
            assert_eq!(ends(of(expr)), ends(expr.span()));
            visit::visit_expr(self, expr);
        }
    }

    #[test]
    fn an_extent_is_the_span_of_the_tokens() {
        let block = "{ y[i].a = -(x + 1) * f(2, z) as u32; if a < 0 { b } else if c { d } else { e };
            'l: while p.q(1).r > 0 { for i in 0..n { m = a::b(i) as &T; } } #[allow(x)] (a + b)[0] += { 1 }; }";
        let block: syn::Block = syn::parse_str(block).expect("it is Rust");
        Same.visit_block(&block);
    }
}
