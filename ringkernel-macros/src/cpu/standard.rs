//! Functions and macros of the standard library's, and `shared!`, whose calls are not simply made over views.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use ringkernel_build::syntax::panic::{self, Panic};
use ringkernel_build::syntax::shared::Shared;
use syn::spanned::Spanned;
use syn::visit_mut::VisitMut;

use super::text::{peeled, unwrapped};
use super::{Body, View};

/// The name of a primitive type's function.
fn primitive(path: &syn::ExprPath) -> Option<&Ident> {
    let segments = &path.path.segments;
    let owner = &segments.iter().rev().nth(1)?.ident;
    let is_number = [
        "i8", "u8", "i16", "u16", "i32", "u32", "i64", "u64", "isize", "usize", "f32", "f64",
    ]
    .iter()
    .any(|number| owner == number);
    is_number.then(|| segments.last().map(|last| &last.ident))?
}

impl Body<'_> {
    /// `assert!` and its kin over views. Its own text for a condition would show them, so it is given one.
    pub(super) fn panic_call(&mut self, call: &mut syn::Macro) {
        let (Some(kind), Some(mut arguments)) = (Panic::of(&call.path), panic::arguments(call))
        else {
            return;
        };
        let span = call.path.span();
        let text = (kind == Panic::Holds && arguments.len() == 1)
            .then(|| syn::LitStr::new(&panic::assertion(&arguments[0]), span));
        for argument in arguments.iter_mut().take(kind.operands()) {
            self.visit_expr_mut(argument);
        }
        let text = text.into_iter();
        call.tokens = quote_spanned!(span=> #(#arguments),* #(, "{}", #text)*);
        if let Some(name) = call.path.segments.last() {
            let name = name.ident.clone();
            call.path = syn::parse_quote_spanned!(span=> ::core::#name);
        }
    }

    /// `shared!`: the block's array for this place in the text.
    pub(super) fn shared_call(&mut self, call: &syn::Macro) -> Option<syn::Expr> {
        if !Shared::is(call) {
            return None;
        }
        let (runtime, span) = (self.runtime, call.path.span());
        let array = match Shared::of(call)? {
            Shared::Value(ty) => quote_spanned!(span=> {
                static PLACE: #runtime::gpu::shared::Place = #runtime::gpu::shared::Place::new();
                #runtime::gpu::shared::__value::<#ty>(&PLACE)
            }),
            Shared::Slice(element) => {
                let number = self.dynamic;
                self.dynamic += 1;
                quote_spanned!(span=> #runtime::gpu::shared::__slice::<#element>(#number))
            }
        };
        Some(syn::Expr::Verbatim(array))
    }

    /// `x.clamp(low, high)` or `f32::clamp(x, low, high)`: bounds that are none are a fault at the user's place, not at
    /// one of the standard library's. A type of the user's may have a `clamp` of its own, which only types tell.
    pub(super) fn clamp(&mut self, expr: &mut syn::Expr) -> bool {
        let (name, path) = match &*expr {
            syn::Expr::MethodCall(call) if call.args.len() == 2 => (&call.method, None),
            syn::Expr::Call(call) if call.args.len() == 3 => match &*call.func {
                syn::Expr::Path(path) => match primitive(path) {
                    Some(name) => (name, Some(path.clone())),
                    None => return false,
                },
                _ => return false,
            },
            _ => return false,
        };
        if name != "clamp" {
            return false;
        }
        let span = name.span();
        let (mut value, low, high) = match &mut *expr {
            syn::Expr::MethodCall(call) => {
                let value = (*call.receiver).clone();
                let mut args = call.args.iter_mut();
                (value, args.next(), args.next())
            }
            syn::Expr::Call(call) => {
                let mut args = call.args.iter_mut();
                let value = args.next().expect("they were counted").clone();
                (value, args.next(), args.next())
            }
            _ => unreachable!("it was matched above"),
        };
        let (low, high) = (low.zip(high)).expect("they were counted");
        // A value is no place that a method of the user's could write.
        let is_value = path.is_some()
            || matches!(
                peeled(&value),
                syn::Expr::MethodCall(_)
                    | syn::Expr::Call(_)
                    | syn::Expr::Binary(_)
                    | syn::Expr::Cast(_)
                    | syn::Expr::If(_)
                    | syn::Expr::Match(_)
                    | syn::Expr::Block(_)
            );
        if path.is_some() {
            self.argument(&mut value);
        } else {
            self.receiver(&mut value);
        }
        self.argument(low);
        self.argument(high);
        let runtime = self.runtime;
        let bounds = quote_spanned!(span=> #runtime::gpu::bounds);
        let (kind, first) = (
            Ident::new("__rk_receiver", span),
            Ident::new("__rk_low", span),
        );
        // The place of a call is where its path starts.
        let place = path.as_ref().map_or(span, Spanned::span);
        let test = Ident::new("high", place);
        let (before, value) = if is_value {
            let kept = Ident::new("__rk_value", span);
            let value = peeled(&value);
            let before = quote_spanned!(span=>
                #[allow(unused_mut)]
                let mut #kept = #value;
                let #kind = #bounds::Receiver::of(&#kept);
            );
            (before, quote!(#kept))
        } else {
            let before = quote_spanned!(span=>
                let #kind = if false {
                    #bounds::Receiver::of(&(#value))
                } else {
                    #bounds::Receiver::any()
                };
            );
            (before, quote!(#value))
        };
        let low = quote_spanned!(span=> { #first = #low; #first });
        let high = quote_spanned!(span=> {
            use #bounds::Unchecked as _;
            #kind.#test(#first, #high)
        });
        let name = Ident::new("clamp", span);
        let call = match path {
            Some(path) => quote!(#path(#value, #low, #high)),
            None => quote!(#value.#name(#low, #high)),
        };
        *expr = syn::Expr::Verbatim(quote_spanned!(span=> {
            #before
            let #first;
            #call
        }));
        true
    }

    /// `(a..b).contains(&x)`: the standard library's own, over real references.
    pub(super) fn contained(&mut self, call: &mut syn::ExprMethodCall) -> bool {
        let syn::Expr::Range(_) = peeled(&call.receiver) else {
            return false;
        };
        if call.method != "contains" {
            return false;
        }
        self.visit_expr_mut(&mut call.receiver);
        for item in &mut call.args {
            match (self.named(item), unwrapped(item)) {
                (Some((ident, View::RefMut)), item) => {
                    let span = ident.span();
                    *item = syn::Expr::Verbatim(quote_spanned!(span=> &*{ #ident }.__place()));
                }
                (_, syn::Expr::Reference(reference)) => {
                    self.visit_expr_mut(&mut reference.expr);
                }
                (_, item) => self.visit_expr_mut(item),
            }
        }
        true
    }

    /// A step of 0 is a fault at the user's place, not at one of the standard library's.
    pub(super) fn check_step(&mut self, call: &mut syn::ExprMethodCall) {
        let span = call.method.span();
        // The place of a call is where its path starts.
        let runtime: TokenStream = self
            .runtime
            .clone()
            .into_iter()
            .map(|mut token| {
                token.set_span(span);
                token
            })
            .collect();
        if let Some(step) = call.args.first_mut() {
            self.visit_expr_mut(step);
            *step = syn::Expr::Verbatim(quote_spanned!(span=> #runtime::gpu::step(#step)));
        }
    }
}
