//! What is emitted beside a mistake: enough that one mistake is one message.
//!
//! The function keeps its signature with a body that never ends, and the handle has an artifact that was not built, so
//! that code which uses either still compiles.

use proc_macro2::TokenStream;
use quote::quote;
use ringkernel_build::diagnostic::Diagnostic;
use ringkernel_build::syntax::ast::{GridOptions, Item, Kernel, Kind};
use ringkernel_build::syntax::parse::{self, Attribute};

use crate::cpu;
use crate::handle::{self, Source};
use crate::reach;

/// The mistakes, and the function and handle without meaning.
pub(crate) fn refused(
    attribute: Attribute,
    options: &TokenStream,
    function: &syn::ItemFn,
    mistakes: &[Diagnostic],
    runtime: &TokenStream,
) -> TokenStream {
    let Some(item) = signature(attribute, options, function) else {
        return refused_signature(attribute, function, mistakes, runtime);
    };
    let errors = mistakes.iter().map(Diagnostic::to_compile_error);
    let views = cpu::function(&cpu::without_body(function), runtime);
    let handle = match &item {
        Item::Kernel(kernel) => dummy(function, kernel, runtime),
        Item::Device(_) | Item::Struct(_) | Item::Enum(_) | Item::Const(_) | Item::Alias(_) => {
            TokenStream::new()
        }
    };
    quote!(#(#errors)* #views #handle)
}

/// The same where the signature itself is wrong: nobody calls a kernel, and rustc may have its own words about the
/// types, so only its name is kept.
pub(crate) fn refused_signature(
    attribute: Attribute,
    function: &syn::ItemFn,
    mistakes: &[Diagnostic],
    runtime: &TokenStream,
) -> TokenStream {
    let errors = mistakes.iter().map(Diagnostic::to_compile_error);
    let rest = match attribute {
        // In an `impl` no handle can stand.
        Attribute::Kernel | Attribute::Stencil | Attribute::RingKernel
            if function.sig.receiver().is_some() =>
        {
            TokenStream::new()
        }
        Attribute::Device => {
            let hollow = cpu::without_body(function);
            quote!(#hollow)
        }
        Attribute::Kernel | Attribute::Stencil | Attribute::RingKernel => {
            let kind = Kind::Grid(GridOptions::default());
            handle::bare(function, reach::any_plan(&kind), runtime)
        }
    };
    quote!(#(#errors)* #rest)
}

/// A handle that compiles and cannot run on a device.
pub(crate) fn dummy(function: &syn::ItemFn, kernel: &Kernel, runtime: &TokenStream) -> TokenStream {
    let source = Source::Plan(reach::any_plan(&kernel.kind));
    handle::handle(function, kernel, &source, runtime)
}

/// What the function would be if only its body were wrong, or its body and its options.
fn signature(attribute: Attribute, options: &TokenStream, function: &syn::ItemFn) -> Option<Item> {
    let mut hollow = function.clone();
    hollow.attrs.clear();
    hollow.block.stmts.clear();
    parse::function(attribute, options, &hollow)
        .or_else(|_| parse::function(attribute, &TokenStream::new(), &hollow))
        .ok()
}

/// Mistakes that rustc should find by itself: they are shown only where it finds none in the function.
///
/// The body is a closure of a constant that panics, because rustc evaluates a constant only when its body, closures
/// included, is well-typed.
pub(crate) fn unless_rustc_objects(
    function: &syn::ItemFn,
    mistakes: &[Diagnostic],
    runtime: &TokenStream,
) -> TokenStream {
    let Some(first) = mistakes.first() else {
        return TokenStream::new();
    };
    let views = cpu::function(function, runtime);
    let (inputs, output, body) = (&views.sig.inputs, &views.sig.output, &views.block);
    let panic = panic(first, mistakes);
    let output = match output {
        syn::ReturnType::Default => quote!(-> ()),
        syn::ReturnType::Type(..) => quote!(#output),
    };
    let inputs = inputs.iter();
    quote! {
        #[allow(unused, clippy::all)]
        const _: () = {
            let _ = |#(#inputs),*| #output #body;
            #panic
        };
    }
}

/// The same for a device function, which may be a method or generic: the constant stands in its body, where rustc
/// evaluates it when it makes code of the function.
pub(crate) fn in_body_unless_rustc_objects(
    function: &syn::ItemFn,
    mistakes: &[Diagnostic],
    runtime: &TokenStream,
) -> TokenStream {
    let mut views = cpu::function(function, runtime);
    if let Some(first) = mistakes.first() {
        let panic = panic(first, mistakes);
        views
            .block
            .stmts
            .insert(0, syn::parse_quote!(const { if true { #panic } };));
    }
    quote!(#views)
}

fn panic(first: &Diagnostic, mistakes: &[Diagnostic]) -> TokenStream {
    let text: Vec<String> = mistakes.iter().map(Diagnostic::text).collect();
    let text = text.join("\n");
    // A literal without arguments, so that braces in it are only braces.
    let text = text.replace('{', "{{").replace('}', "}}");
    quote::quote_spanned!(first.start=> ::core::panic!(#text))
}
