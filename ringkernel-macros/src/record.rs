//! `GpuType` and `RingMessage` of a struct or enum: its C layout, and how values are written and read by it.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use ringkernel_build::diagnostic::Diagnostic;
use ringkernel_build::name;
use ringkernel_build::syntax::ast::{Enum, Item};
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
    let body = match parse::record(&input) {
        Ok(item) => implementation(derive, &input, &item),
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

fn implementation(derive: Derive, input: &syn::DeriveInput, item: &Item) -> TokenStream {
    match (&input.data, item) {
        (syn::Data::Struct(data), Item::Struct(_)) => structure(derive, input, data),
        (syn::Data::Enum(data), Item::Enum(item)) => enumeration(derive, input, data, item),
        _ => unreachable!("syntax::parse keeps what is a struct and what is an enum"),
    }
}

/// What the fields of a struct or variant come to.
struct Fields {
    /// A `const` for the layout of each.
    layouts: Vec<TokenStream>,
    /// References to them.
    references: Vec<TokenStream>,
    /// A `FieldLayout` for each; it names `OFFSETS` and `FIELDS`.
    entries: Vec<TokenStream>,
}

/// The bound is asked for at the user's type, where rustc shows that it does not hold.
fn as_plain(ty: &syn::Type) -> TokenStream {
    let rk = crate_path::alias();
    quote_spanned!(ty.span()=> <#ty as #rk::layout::GpuType>)
}

/// A field's name; its position where it has none.
fn member(position: usize, field: &syn::Field) -> syn::Member {
    match &field.ident {
        Some(name) => syn::Member::Named(name.clone()),
        None => syn::Member::from(position),
    }
}

fn fields(fields: &syn::Fields) -> Fields {
    let rk = crate_path::alias();
    let mut result = Fields {
        layouts: Vec::new(),
        references: Vec::new(),
        entries: Vec::new(),
    };
    for (position, field) in fields.iter().enumerate() {
        let text = match &field.ident {
            Some(name) => name::plain_name(name),
            None => position.to_string(),
        };
        let layout = format_ident!("LAYOUT_{position}");
        let as_plain = as_plain(&field.ty);
        result.layouts.push(quote! {
            const #layout: #rk::layout::TypeLayout = #as_plain::LAYOUT;
        });
        result.references.push(quote!(&#layout));
        result.entries.push(quote! {
            #rk::layout::FieldLayout {
                name: #text,
                offset: OFFSETS[#position],
                layout: FIELDS[#position],
            }
        });
    }
    result
}

fn structure(derive: Derive, input: &syn::DeriveInput, data: &syn::DataStruct) -> TokenStream {
    let rk = crate_path::alias();
    let path = trait_path(derive);
    let name = &input.ident;
    let text = name::plain_name(name);
    let count = data.fields.len();
    let Fields {
        layouts,
        references,
        entries,
    } = fields(&data.fields);
    let mut writes = Vec::new();
    let mut reads = Vec::new();
    for (position, field) in data.fields.iter().enumerate() {
        let member = member(position, field);
        let as_plain = as_plain(&field.ty);
        writes.push(quote! {
            #as_plain::encode(&{ self.#member }, &mut bytes[LAYOUT.fields[#position].offset..]);
        });
        reads.push(quote! {
            #member: #as_plain::decode(&bytes[LAYOUT.fields[#position].offset..])
        });
    }
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
                variants: &[],
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

fn enumeration(
    derive: Derive,
    input: &syn::DeriveInput,
    data: &syn::DataEnum,
    item: &Enum,
) -> TokenStream {
    let rk = crate_path::alias();
    let path = trait_path(derive);
    let name = &input.ident;
    let text = name::plain_name(name);
    let mut parts = Vec::new();
    let mut variants = Vec::new();
    let mut writes = Vec::new();
    let mut reads = Vec::new();
    for (number, (variant, parsed)) in data.variants.iter().zip(&item.variants).enumerate() {
        let ident = &variant.ident;
        let variant_text = name::plain_name(ident);
        let discriminant = parsed.discriminant;
        let count = variant.fields.len();
        let Fields {
            layouts,
            references,
            entries,
        } = fields(&variant.fields);
        let (module, fields) = (
            format_ident!("VARIANT_{number}"),
            format_ident!("FIELDS_{number}"),
        );
        parts.push(quote! {
            const #fields: [&#rk::layout::TypeLayout; #count] = {
                #(#layouts)*
                [#(#references),*]
            };
            const #module: &[#rk::layout::FieldLayout] = {
                const FIELDS: [&#rk::layout::TypeLayout; #count] = #fields;
                const OFFSETS: [usize; #count] =
                    #rk::layout::c_variant_offsets(DATA, &FIELDS);
                &[#(#entries),*]
            };
        });
        variants.push(quote! {
            #rk::layout::VariantLayout {
                name: #variant_text,
                discriminant: #discriminant,
                fields: #module,
            }
        });
        let bindings: Vec<_> = (0..count).map(|i| format_ident!("field_{i}")).collect();
        let members: Vec<_> = variant
            .fields
            .iter()
            .enumerate()
            .map(|(position, field)| member(position, field))
            .collect();
        let plain: Vec<_> = variant
            .fields
            .iter()
            .map(|field| as_plain(&field.ty))
            .collect();
        let positions = 0..count;
        writes.push(quote! {
            Self::#ident { #(#members: #bindings),* } => {
                <i32 as #rk::layout::GpuType>::encode(&#discriminant, bytes);
                #(#plain::encode(
                    #bindings,
                    &mut bytes[LAYOUT.variants[#number].fields[#positions].offset..],
                );)*
            }
        });
        let positions = 0..count;
        reads.push(quote! {
            #discriminant => Self::#ident {
                #(#members: #plain::decode(
                    &bytes[LAYOUT.variants[#number].fields[#positions].offset..]
                )),*
            }
        });
    }
    let all: Vec<_> = (0..data.variants.len())
        .map(|number| format_ident!("FIELDS_{number}"))
        .collect();
    quote! {
        const LAYOUT: #rk::layout::TypeLayout = {
            const ALL: &[&[&#rk::layout::TypeLayout]] = &[#(&#all),*];
            const DATA: usize = #rk::layout::c_union_offset(ALL);
            #(#parts)*
            #rk::layout::TypeLayout {
                name: #text,
                size: #rk::layout::c_enum_size(ALL),
                align: #rk::layout::c_enum_align(ALL),
                fields: &[],
                variants: &[#(#variants),*],
            }
        };

        impl #path for #name {
            const LAYOUT: #rk::layout::TypeLayout = LAYOUT;

            #[inline]
            fn encode(&self, bytes: &mut [u8]) {
                match self {
                    #(#writes)*
                }
            }

            #[inline]
            fn decode(bytes: &[u8]) -> Self {
                match #rk::layout::tag(bytes) {
                    #(#reads,)*
                    other => #rk::layout::no_variant(#text, other),
                }
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
                variants: &[],
            };

            fn encode(&self, _: &mut [u8]) {}

            fn decode(_: &[u8]) -> Self {
                loop {}
            }
        }
    }
}
