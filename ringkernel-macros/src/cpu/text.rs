//! What expressions, patterns and types are by their text.

use proc_macro2::Ident;
use ringkernel_build::name;
use ringkernel_build::syntax::iterator;

/// Whether a pattern takes its value as a whole.
pub(super) fn is_name(pattern: &syn::Pat) -> bool {
    match pattern {
        syn::Pat::Type(typed) => is_name(&typed.pat),
        syn::Pat::Paren(inner) => is_name(&inner.pat),
        syn::Pat::Ident(_) | syn::Pat::Wild(_) => true,
        _ => false,
    }
}

/// A pattern without parentheses and type.
pub(super) fn bare(pattern: &syn::Pat) -> &syn::Pat {
    match pattern {
        syn::Pat::Type(typed) => bare(&typed.pat),
        syn::Pat::Paren(inner) => bare(&inner.pat),
        other => other,
    }
}

/// The name that takes a value as a whole.
pub(super) fn bound_name(pattern: &syn::Pat) -> Option<Ident> {
    match pattern {
        syn::Pat::Type(typed) => bound_name(&typed.pat),
        syn::Pat::Paren(inner) => bound_name(&inner.pat),
        syn::Pat::Ident(name) if name.subpat.is_none() && name.by_ref.is_none() => {
            Some(name.ident.clone())
        }
        _ => None,
    }
}

/// An expression without parentheses round it.
pub(super) fn peeled(expr: &syn::Expr) -> &syn::Expr {
    match expr {
        syn::Expr::Paren(inner) => peeled(&inner.expr),
        syn::Expr::Group(inner) => peeled(&inner.expr),
        other => other,
    }
}

/// [`peeled`], to be changed.
pub(super) fn unwrapped(expr: &mut syn::Expr) -> &mut syn::Expr {
    match expr {
        syn::Expr::Paren(inner) => unwrapped(&mut inner.expr),
        syn::Expr::Group(inner) => unwrapped(&mut inner.expr),
        other => other,
    }
}

/// Whether an expression is an iterator, by its text.
pub(super) fn is_iterator(expr: &syn::Expr) -> bool {
    match peeled(expr) {
        syn::Expr::Range(_) => true,
        syn::Expr::MethodCall(call) => {
            let method = name::plain_name(&call.method);
            iterator::is_source(&method)
                || (!iterator::is_consumer(&method, call.args.len()) && is_iterator(&call.receiver))
        }
        _ => false,
    }
}

/// Whether an expression is a reference to an array by its text.
pub(super) fn is_byte_string(expr: &syn::Expr) -> bool {
    matches!(
        peeled(expr),
        syn::Expr::Lit(syn::ExprLit {
            lit: syn::Lit::ByteStr(_),
            ..
        })
    )
}

/// A type without parentheses round it.
pub(super) fn peel(ty: &syn::Type) -> &syn::Type {
    match ty {
        syn::Type::Paren(inner) => peel(&inner.elem),
        syn::Type::Group(inner) => peel(&inner.elem),
        other => other,
    }
}
