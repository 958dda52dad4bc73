//! The macros of RingKernel with a clock.
//!
//! The sources are those of `ringkernel-macros`, compiled as Cargo compiles that crate: a proc macro's cost is in its talk
//! with rustc, so it is measured inside rustc. Nothing of this is in the macros that users get.
#![forbid(unsafe_code)]

use std::hint::black_box;
use std::time::Instant;

use proc_macro::TokenStream;
use quote::{format_ident, quote};
use ringkernel_build::syntax::parse::Attribute;

#[path = "../../../ringkernel-macros/src/cpu/mod.rs"]
mod cpu;
#[path = "../../../ringkernel-macros/src/crate_path.rs"]
mod crate_path;
#[path = "../../../ringkernel-macros/src/expand.rs"]
mod expand;
#[path = "../../../ringkernel-macros/src/fallback.rs"]
mod fallback;
#[path = "../../../ringkernel-macros/src/generic.rs"]
mod generic;
#[path = "../../../ringkernel-macros/src/handle.rs"]
mod handle;
#[path = "../../../ringkernel-macros/src/outcome.rs"]
mod outcome;
#[path = "../../../ringkernel-macros/src/reach.rs"]
mod reach;
#[path = "../../../ringkernel-macros/src/surroundings.rs"]
mod surroundings;

/// How often a kernel is expanded.
const TIMES: usize = 300;

/// Stands above `#[kernel]`, and adds `<NAME>_NANOSECONDS`, what each of many expansions took, in their order.
#[proc_macro_attribute]
pub fn timed(_: TokenStream, item: TokenStream) -> TokenStream {
    let whole = proc_macro2::TokenStream::from(item.clone());
    let mut function = syn::parse_macro_input!(item as syn::ItemFn);
    // What the macro gets has its attribute no more.
    let is_ours = |attribute: &syn::Attribute| attribute.path().is_ident("kernel");
    function.attrs.retain(|attribute| !is_ours(attribute));
    let item = TokenStream::from(quote!(#function));
    let nanoseconds: Vec<u64> = (0..TIMES)
        .map(|_| {
            let item = item.clone();
            let start = Instant::now();
            let surroundings = surroundings::Surroundings::of_expansion();
            let options = proc_macro2::TokenStream::new();
            let made = expand::function(&surroundings, Attribute::Kernel, &options, item.into());
            black_box(TokenStream::from(made));
            u64::try_from(start.elapsed().as_nanos()).expect("an expansion ends")
        })
        .collect();
    let figures = format_ident!(
        "{}_NANOSECONDS",
        function.sig.ident.to_string().to_uppercase()
    );
    quote! {
        #whole
        /// What each expansion took.
        pub const #figures: &[u64] = &[#(#nanoseconds),*];
    }
    .into()
}
