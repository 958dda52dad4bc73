//! `shared!(T)` and `shared!([T])`: arrays that the threads of a block share.

use super::ast::{Expr, ExprKind};
use super::parse::Parser;
use syn::spanned::Spanned as _;

/// What stands between the parentheses of a `shared!`.
#[expect(missing_debug_implementations, reason = "syn's types have none here")]
pub enum Shared {
    /// The type of one value.
    Value(syn::Type),
    /// The type of the elements of a slice, as long as the launch says.
    Slice(syn::Type),
}

impl Shared {
    /// Whether a macro is called so.
    #[must_use]
    pub fn is(call: &syn::Macro) -> bool {
        call.path
            .segments
            .last()
            .is_some_and(|segment| segment.ident == "shared")
    }

    /// What a `shared!` asks for; `None` if that is no type.
    #[must_use]
    pub fn of(call: &syn::Macro) -> Option<Self> {
        match syn::parse2(call.tokens.clone()).ok()? {
            syn::Type::Slice(slice) => Some(Self::Slice(*slice.elem)),
            other => Some(Self::Value(other)),
        }
    }
}

impl Parser {
    /// A `shared!`.
    pub(super) fn shared_call(&mut self, call: &syn::Macro) -> Option<Expr> {
        let (ty, dynamic) = match Shared::of(call) {
            Some(Shared::Value(ty)) => (ty, false),
            Some(Shared::Slice(ty)) => (ty, true),
            None => {
                return self.refuse(
                    call,
                    "`shared!` takes a type",
                    "write `shared!([f32; 256])`, or `shared!([f32])` for a length that the launch gives",
                )
            }
        };
        let ty = Box::new(self.ty(&ty)?);
        Some(Expr {
            kind: ExprKind::Shared { ty, dynamic },
            span: call.span(),
        })
    }
}
