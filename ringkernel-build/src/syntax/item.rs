//! Functions and constants.

use syn::spanned::Spanned;

use super::ast::{Const, Function, Ident, Param, Path, Ty, TyKind, OWN_TYPE, RECEIVER};
use super::parse::Parser;
use super::ty::{ident, SCALARS};

impl Parser {
    pub(super) fn function(&mut self, function: &syn::ItemFn) -> Option<Function> {
        let signature = &function.sig;
        self.qualifiers(signature);
        let generics = self.generics(&signature.generics);
        let params: Vec<_> = signature
            .inputs
            .iter()
            .map(|input| self.param(input))
            .collect();
        let output = match &signature.output {
            syn::ReturnType::Default => Some(None),
            syn::ReturnType::Type(_, ty) => self.ty(ty).map(|ty| match ty.kind {
                TyKind::Unit => None,
                TyKind::Path(_)
                | TyKind::Array(..)
                | TyKind::Tuple(_)
                | TyKind::Option(_)
                | TyKind::Slice { .. }
                | TyKind::Ref { .. } => Some(ty),
            }),
        };
        let body = self.block(&function.block);
        Some(Function {
            name: ident(&signature.ident),
            generics: generics?,
            params: params.into_iter().collect::<Option<_>>()?,
            output: output?,
            body: body?,
        })
    }

    fn qualifiers(&mut self, signature: &syn::Signature) {
        if let Some(keyword) = &signature.constness {
            self.refuse::<()>(
                keyword,
                "device code is not evaluated at compile time",
                "remove `const`",
            );
        }
        if let Some(keyword) = &signature.asyncness {
            self.refuse::<()>(
                keyword,
                "device code cannot be `async`",
                "remove `async`; the host awaits the launch instead",
            );
        }
        if let Some(keyword) = &signature.unsafety {
            self.refuse::<()>(
                keyword,
                "device code is safe Rust",
                "remove `unsafe`; every access is checked",
            );
        }
        if let Some(abi) = &signature.abi {
            self.refuse::<()>(
                abi,
                "device code has its own calling convention",
                "remove `extern`",
            );
        }
    }

    fn param(&mut self, input: &syn::FnArg) -> Option<Param> {
        let typed = match input {
            syn::FnArg::Receiver(receiver) => return self.receiver(receiver),
            syn::FnArg::Typed(typed) => typed,
        };
        let ty = self.ty(&typed.ty);
        let (name, mutable, pattern) = match name(&typed.pat) {
            Some((name, mutable)) => (name, mutable, None),
            None => {
                let pattern = self.pattern(&typed.pat)?;
                (unnamed(pattern.span), false, Some(pattern))
            }
        };
        Some(Param {
            name,
            mutable,
            pattern,
            ty: ty?,
        })
    }

    /// `self`, `&self` and `&mut self`, as a parameter of that name.
    fn receiver(&mut self, receiver: &syn::Receiver) -> Option<Param> {
        if receiver.colon_token.is_some() {
            return self.refuse(
                receiver,
                "a method takes its value in one of Rust's short forms",
                "write `self`, `&self` or `&mut self`",
            );
        }
        let own = Ty {
            kind: TyKind::Path(Path {
                absolute: false,
                segments: vec![Ident {
                    name: OWN_TYPE.to_owned(),
                    span: receiver.self_token.span,
                }],
                arguments: Vec::new(),
                span: receiver.self_token.span,
            }),
            span: receiver.self_token.span,
        };
        let (ty, mutable) = match &receiver.reference {
            Some((_, lifetime)) => {
                if let Some(lifetime) = lifetime {
                    self.refuse_lifetime(lifetime);
                }
                let kind = TyKind::Ref {
                    target: Box::new(own),
                    mutable: receiver.mutability.is_some(),
                };
                let span = receiver.span();
                (Ty { kind, span }, false)
            }
            None => (own, receiver.mutability.is_some()),
        };
        Some(Param {
            name: Ident {
                name: RECEIVER.to_owned(),
                span: receiver.self_token.span,
            },
            mutable,
            pattern: None,
            ty,
        })
    }

    /// A type by value: a number or a struct.
    pub(super) fn plain_ty(&mut self, written: &syn::Type) -> Option<Ty> {
        let ty = self.ty(written)?;
        match ty.kind {
            TyKind::Path(_) | TyKind::Array(..) | TyKind::Tuple(_) | TyKind::Option(_) => Some(ty),
            TyKind::Unit => self.refuse(
                written,
                "`()` has no value that could be kept here",
                format!("use {SCALARS}, or a struct with `#[derive(GpuType)]`"),
            ),
            TyKind::Slice { .. } | TyKind::Ref { .. } => self.refuse(
                written,
                "a reference of the host means nothing on the GPU, so none can be kept here",
                format!("use {SCALARS}, or a struct with `#[derive(GpuType)]`"),
            ),
        }
    }

    pub(super) fn constant(&mut self, item: &syn::ItemConst) -> Option<Const> {
        self.no_generics(&item.generics, "a constant");
        let ty = self.plain_ty(&item.ty);
        let value = self.expr(&item.expr);
        Some(Const {
            name: ident(&item.ident),
            ty: ty?,
            value: value?,
        })
    }
}

/// The name that a pattern is, and whether it is `mut`, where it is nothing but a name or `_`.
fn name(pattern: &syn::Pat) -> Option<(Ident, bool)> {
    match pattern {
        syn::Pat::Ident(syn::PatIdent {
            by_ref: None,
            mutability,
            ident: name,
            subpat: None,
            ..
        }) => Some((ident(name), mutability.is_some())),
        syn::Pat::Wild(wild) => Some((unnamed(wild.span()), false)),
        syn::Pat::Paren(inner) => name(&inner.pat),
        _ => None,
    }
}

fn unnamed(span: proc_macro2::Span) -> Ident {
    Ident {
        name: "_".to_owned(),
        span,
    }
}
