//! Times expansions inside rustc, where they happen: a proc macro's cost is in its talk with rustc.

use std::hint::black_box;
use std::time::Instant;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use ringkernel_build::syntax::parse::Attribute;

use crate::expand;
use crate::surroundings::Surroundings;

/// How often a kernel is expanded.
const TIMES: usize = 300;

/// The item, and the constant `<NAME>_NANOSECONDS` with what each of many expansions took, in their order.
pub(crate) fn item(item: proc_macro::TokenStream) -> syn::Result<TokenStream> {
    let whole = TokenStream::from(item.clone());
    let mut function: syn::ItemFn = syn::parse(item)?;
    // What the macro gets has its attribute no more.
    let is_ours = |attribute: &syn::Attribute| attribute.path().is_ident("kernel");
    function.attrs.retain(|attribute| !is_ours(attribute));
    let item = proc_macro::TokenStream::from(quote!(#function));
    let nanoseconds: Vec<u64> = (0..TIMES)
        .map(|_| {
            let item = item.clone();
            let start = Instant::now();
            let surroundings = Surroundings::of_expansion();
            let options = TokenStream::new();
            let made = expand::function(&surroundings, Attribute::Kernel, &options, item.into());
            black_box(proc_macro::TokenStream::from(made));
            u64::try_from(start.elapsed().as_nanos()).expect("an expansion ends")
        })
        .collect();
    let figures = format_ident!(
        "{}_NANOSECONDS",
        function.sig.ident.to_string().to_uppercase()
    );
    Ok(quote! {
        #whole
        /// What each expansion took.
        pub const #figures: &[u64] = &[#(#nanoseconds),*];
    })
}
