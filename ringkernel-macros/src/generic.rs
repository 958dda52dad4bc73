//! The handle of a generic kernel: `enum f<T>` beside `fn f<T>`, with an artifact for each declared instance.
//!
//! `f::<f32>::args(..)` names an instance, and `f::args(..)` lets rustc find it from the buffers. Only the declared
//! instances are a `GridKernel`, so any other is rustc's error, which lists those that there are.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use ringkernel_build::name;
use ringkernel_build::syntax::ast::Instance;

use crate::crate_path;
use crate::handle::{self, Param, Source};

/// The generic parameters of a kernel, in the forms in which the handle needs them.
struct Generics<'a> {
    /// `<T: Copy, const N: usize>`.
    declared: syn::ImplGenerics<'a>,
    /// `<T, N>`.
    named: syn::TypeGenerics<'a>,
    /// `T: Copy, ..` of a `where` clause, each with a comma.
    predicates: Vec<TokenStream>,
    /// What each parameter's memory must hold.
    plain: Vec<TokenStream>,
}

/// The handle and all its impls.
pub(crate) fn handle(
    function: &syn::ItemFn,
    instances: &[Instance],
    source: &Source,
    runtime: &TokenStream,
) -> TokenStream {
    let params = handle::params(function);
    let name = &function.sig.ident;
    let alias = crate_path::alias();
    let declaration = declaration(function);
    let generics = generics(function, &params);
    let shared = shared(name, &params, &generics, &function.sig.generics);
    let kernels: Vec<_> = match source {
        Source::File(key) => instances
            .iter()
            .enumerate()
            .map(|(position, instance)| {
                let key = name::instance_key(key, position);
                built(name, &instance.written, &Source::File(key))
            })
            .collect(),
        Source::Plan(_) => vec![everywhere(name, &generics, source)],
    };
    quote! {
        #declaration

        #[allow(non_upper_case_globals, dead_code, deprecated, unused_qualifications, clippy::too_many_arguments)]
        const _: () = {
            use #runtime as #alias;
            #shared
            #(#kernels)*
        };
    }
}

fn generics<'a>(function: &'a syn::ItemFn, params: &[Param<'_>]) -> Generics<'a> {
    let rk = crate_path::alias();
    let (declared, named, clause) = function.sig.generics.split_for_impl();
    let predicates = clause
        .into_iter()
        .flat_map(|clause| &clause.predicates)
        .map(|predicate| quote!(#predicate,))
        .collect();
    let plain = params
        .iter()
        .map(|param| {
            let target = param.target;
            quote!(#target: #rk::layout::GpuType,)
        })
        .collect();
    Generics {
        declared,
        named,
        predicates,
        plain,
    }
}

/// An enum that nobody can make a value of, since only its type is needed.
fn declaration(function: &syn::ItemFn) -> TokenStream {
    let visibility = &function.vis;
    let name = &function.sig.ident;
    let docs = handle::docs(function);
    let params = function
        .sig
        .generics
        .params
        .iter()
        .map(|param| match param {
            syn::GenericParam::Const(param) => {
                let (ident, ty) = (&param.ident, &param.ty);
                quote!(const #ident: #ty)
            }
            syn::GenericParam::Type(param) => {
                let ident = &param.ident;
                quote!(#ident)
            }
            syn::GenericParam::Lifetime(param) => quote!(#param),
        });
    let types = function
        .sig
        .generics
        .type_params()
        .map(|param| &param.ident);
    let variant = format_ident!("{}", name::PREFIX);
    quote! {
        #docs
        #[allow(non_camel_case_types, dead_code)]
        #visibility enum #name<#(#params),*> {
            #[doc(hidden)]
            #variant(::core::marker::PhantomData<fn() -> (#(#types,)*)>, ::core::convert::Infallible),
        }
    }
}

/// What all instances have in common.
fn shared(
    name: &Ident,
    params: &[Param<'_>],
    generics: &Generics<'_>,
    written: &syn::Generics,
) -> TokenStream {
    let rk = crate_path::alias();
    let Generics {
        declared,
        named,
        predicates,
        plain,
    } = generics;
    let text = name::plain_name(name);
    let (cuda, artifact, args) = (
        format_ident!("{}", name::CUDA),
        format_ident!("{}", name::ARTIFACT),
        format_ident!("{}", name::ARGS),
    );
    let (bind, checks) = (bind(), checks());
    let handle::Launch { inputs, calls } = handle::launch(params);
    let taken = params
        .iter()
        .enumerate()
        .map(|(position, param)| handle::taken(param, position));
    let locals = params.iter().map(|param| &param.local);
    let targets = params.iter().map(|param| param.target);
    let types = written.type_params().map(|param| {
        let ident = &param.ident;
        quote!(#ident: ::core::marker::Copy + ::core::marker::Send + ::core::marker::Sync + 'static,)
    });
    let types: Vec<_> = types.collect();
    let turbofish = named.as_turbofish();
    let arguments = handle::arguments();
    quote! {
        impl #declared #name #named
        where
            Self: #rk::kernel::GridKernel,
            #(#predicates)*
            #(#plain)*
        {
            /// The CUDA C that the kernel was turned into.
            pub const #cuda: &'static str = Self::#artifact.cuda;
            /// What the build script made of the kernel.
            pub const #artifact: &'static #rk::artifact::Artifact =
                <Self as #rk::kernel::GridKernel>::ARTIFACT;

            /// The arguments of a launch.
            pub fn #args<'a>(#(#inputs),*) -> #rk::Call<'a, Self> {
                #rk::Call::new()#(#calls)*
            }

            const #checks: () = {
                ::core::assert!(
                    Self::#artifact.abi == #rk::abi::VERSION,
                    "ringkernel-build and ringkernel-rt have different versions: give them the same one",
                );
                #(#rk::layout::assert_same(
                    &<#targets as #rk::layout::GpuType>::LAYOUT,
                    Self::#artifact.layouts,
                );)*
            };
        }

        impl #declared #name #named
        where
            #(#types)*
            #(#predicates)*
            #(#plain)*
        {
            fn #bind<'a>(
                #arguments: &'a #rk::backend::cpu::Arguments,
            ) -> impl Fn() + Send + Sync + 'a {
                let _ = #arguments;
                #(#taken)*
                move || #name #turbofish(#(#locals),*)
            }
        }

        impl #declared ::core::fmt::Debug for #name #named
        where
            #(#predicates)*
        {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(#text)
            }
        }
    }
}

fn bind() -> Ident {
    format_ident!("{}_bind", name::PREFIX)
}

fn checks() -> Ident {
    format_ident!("{}_CHECKS", name::PREFIX.to_uppercase())
}

/// An instance with an artifact of its own.
fn built(name: &Ident, arguments: &TokenStream, source: &Source) -> TokenStream {
    let rk = crate_path::alias();
    let artifact = handle::artifact(name, source);
    let (bind, checks) = (bind(), checks());
    quote! {
        impl #rk::kernel::GridKernel for #name<#arguments> {
            const ARTIFACT: &'static #rk::artifact::Artifact = #artifact;

            fn bind<'a>(
                arguments: &'a #rk::backend::cpu::Arguments,
            ) -> impl Fn() + Send + Sync + 'a {
                Self::#bind(arguments)
            }
        }

        const _: () = <#name<#arguments>>::#checks;
    }
}

/// All instances, without device code.
fn everywhere(name: &Ident, generics: &Generics<'_>, source: &Source) -> TokenStream {
    let rk = crate_path::alias();
    let Generics {
        declared,
        named,
        predicates,
        plain,
    } = generics;
    let artifact = handle::artifact(name, source);
    let bind = bind();
    quote! {
        impl #declared #rk::kernel::GridKernel for #name #named
        where
            #(#predicates)*
            #(#plain)*
            Self: 'static,
        {
            const ARTIFACT: &'static #rk::artifact::Artifact = #artifact;

            fn bind<'a>(
                arguments: &'a #rk::backend::cpu::Arguments,
            ) -> impl Fn() + Send + Sync + 'a {
                Self::#bind(arguments)
            }
        }
    }
}
