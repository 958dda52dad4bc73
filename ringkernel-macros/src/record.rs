//! `GpuType` and `RingMessage` of a struct: its C layout, and how values are written and read by it.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use ringkernel_build::diagnostic::Diagnostic;
use ringkernel_build::name;
use ringkernel_build::syntax::parse::{self, Derive};
use syn::spanned::Spanned;

use crate::crate_path;
use crate::surroundings::Surroundings;

/// The expansion of one of our derives.
pub(crate) fn derive(
    surroundings: &Surroundings,
    derive: Derive,
    item: TokenStream,
) -> TokenStream {
    let input: syn::DeriveInput = match syn::parse2(item) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let runtime = crate_path::runtime(surroundings);
    let body = match parse::record(derive, &input) {
        Ok(_) => implementation(derive, &input),
        Err(mistakes) => hollow(derive, &input, &mistakes),
    };
    let alias = crate_path::alias();
    quote! {
        const _: () = {
            use #runtime as #alias;
            #body
        };
    }
}

fn trait_path(derive: Derive) -> TokenStream {
    let rk = crate_path::alias();
    match derive {
        Derive::GpuType => quote!(#rk::layout::GpuType),
        Derive::RingMessage => quote!(#rk::message::RingMessage),
    }
}

fn implementation(derive: Derive, input: &syn::DeriveInput) -> TokenStream {
    let rk = crate_path::alias();
    let path = trait_path(derive);
    let name = &input.ident;
    let text = name::plain_name(name);
    let syn::Data::Struct(data) = &input.data else {
        unreachable!("syntax::parse accepts structs only");
    };
    let count = data.fields.len();
    let mut layouts = Vec::new();
    let mut entries = Vec::new();
    let mut writes = Vec::new();
    let mut reads = Vec::new();
    for (position, field) in data.fields.iter().enumerate() {
        let (ident, ty) = (&field.ident, &field.ty);
        let field_text = field.ident.as_ref().map(name::plain_name);
        let layout = format_ident!("LAYOUT_{position}");
        // The bound is asked for at the user's type, where rustc shows that it does not hold.
        let as_plain = quote_spanned!(ty.span()=> <#ty as #rk::layout::GpuType>);
        layouts.push(quote! {
            const #layout: #rk::layout::TypeLayout = #as_plain::LAYOUT;
        });
        entries.push(quote! {
            #rk::layout::FieldLayout {
                name: #field_text,
                offset: OFFSETS[#position],
                layout: FIELDS[#position],
            }
        });
        writes.push(quote! {
            #as_plain::encode(&{ self.#ident }, &mut bytes[LAYOUT.fields[#position].offset..]);
        });
        reads.push(quote! {
            #ident: #as_plain::decode(&bytes[LAYOUT.fields[#position].offset..])
        });
    }
    let references = (0..count).map(|position| {
        let layout = format_ident!("LAYOUT_{position}");
        quote!(&#layout)
    });
    quote! {
        const LAYOUT: #rk::layout::TypeLayout = {
            #(#layouts)*
            const FIELDS: [&#rk::layout::TypeLayout; #count] = [#(#references),*];
            const OFFSETS: [usize; #count] = #rk::layout::c_offsets(&FIELDS);
            #rk::layout::TypeLayout {
                name: #text,
                size: #rk::layout::c_size(&FIELDS),
                align: #rk::layout::c_align(&FIELDS),
                fields: &[#(#entries),*],
            }
        };

        impl #path for #name {
            const LAYOUT: #rk::layout::TypeLayout = LAYOUT;

            #[inline]
            fn encode(&self, bytes: &mut [u8]) {
                #(#writes)*
            }

            #[inline]
            fn decode(bytes: &[u8]) -> Self {
                Self { #(#reads),* }
            }
        }
    }
}

/// The mistakes, and an implementation that compiles, so that code which needs one says nothing more.
fn hollow(derive: Derive, input: &syn::DeriveInput, mistakes: &[Diagnostic]) -> TokenStream {
    let rk = crate_path::alias();
    let path = trait_path(derive);
    let errors = mistakes.iter().map(Diagnostic::to_compile_error);
    let name = &input.ident;
    let text = name::plain_name(name);
    if !input.generics.params.is_empty() {
        // The trait's bounds would have to hold for every argument.
        return quote!(#(#errors)*);
    }
    quote! {
        #(#errors)*

        impl #path for #name {
            const LAYOUT: #rk::layout::TypeLayout = #rk::layout::TypeLayout {
                name: #text,
                size: 0,
                align: 1,
                fields: &[],
            };

            fn encode(&self, _: &mut [u8]) {}

            fn decode(_: &[u8]) -> Self {
                loop {}
            }
        }
    }
}
