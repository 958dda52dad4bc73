//! The handle of a kernel: `enum f` beside `fn f`, with its artifact and what a launch needs to know.
//!
//! An enum with one struct-like variant is the shape with which `f(..)`, `launch::<f>()`, `f::field`, `f::args(..)` and
//! `f::Params { .. }` all work after one `use`.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use ringkernel_build::name;
use ringkernel_build::syntax::ast::{GridOptions, Kernel, Kind, RingOptions, StencilOptions};

use crate::cpu::{self, View};
use crate::crate_path;
use crate::generic;
use crate::reach::{Per, Plan};

/// Where the handle's artifact comes from.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    /// The build script's file of this key.
    File(String),
    /// Nowhere: only the CPU can run the kernel.
    Plan(Plan),
}

/// A parameter of the kernel.
pub(crate) struct Param<'a> {
    ident: &'a Ident,
    ty: &'a syn::Type,
    /// `T` of a slice or reference, or the type itself.
    pub(crate) target: &'a syn::Type,
    view: View,
    /// What generated code calls it, out of the way of the user's names.
    pub(crate) local: Ident,
}

/// The handle and all its impls.
pub(crate) fn handle(
    function: &syn::ItemFn,
    kernel: &Kernel,
    source: &Source,
    runtime: &TokenStream,
) -> TokenStream {
    if let Kind::Grid(GridOptions {
        instances: Some(instances),
        ..
    }) = &kernel.kind
    {
        return generic::handle(function, instances, source, runtime);
    }
    let params = params(function);
    let name = &function.sig.ident;
    let body = match &kernel.kind {
        Kind::Grid(_) => grid(name, &params),
        Kind::Stencil(options) => stencil(name, &params, options),
        Kind::Ring(options) => ring(name, &params, options, &function.sig.output),
    };
    let variants = match &kernel.kind {
        Kind::Stencil(_) => variant(&params),
        Kind::Grid(_) | Kind::Ring(_) => TokenStream::new(),
    };
    let declaration = declaration(function, &variants);
    let constants = constants(function, source);
    let checks = match source {
        Source::File(_) => checks(name, kernel, &params, &function.sig.output),
        Source::Plan(_) => TokenStream::new(),
    };
    let alias = crate_path::alias();
    quote! {
        #declaration

        #[allow(non_upper_case_globals, dead_code, deprecated, unused_qualifications, clippy::too_many_arguments)]
        const _: () = {
            use #runtime as #alias;
            #constants
            #body
            #checks
        };
    }
}

/// The handle of a function whose signature is wrong: its name and constants, and for a grid kernel an `args` that takes
/// anything, so that a launch elsewhere is no second mistake.
pub(crate) fn bare(function: &syn::ItemFn, plan: Plan, runtime: &TokenStream) -> TokenStream {
    let declaration = declaration(function, &TokenStream::new());
    let launch = match plan {
        Plan::Grid { .. } => any_launch(function),
        Plan::Stencil(..) | Plan::Ring(_) => TokenStream::new(),
    };
    let constants = constants(function, &Source::Plan(plan));
    let alias = crate_path::alias();
    quote! {
        #declaration

        #[allow(dead_code)]
        const _: () = {
            use #runtime as #alias;
            #constants
            #launch
        };
    }
}

fn any_launch(function: &syn::ItemFn) -> TokenStream {
    let rk = crate_path::alias();
    let name = &function.sig.ident;
    let args = format_ident!("{}", name::ARGS);
    let types: Vec<_> = (0..function.sig.inputs.len())
        .map(|position| format_ident!("T{}", position))
        .collect();
    quote! {
        impl #name {
            #[allow(missing_docs, clippy::too_many_arguments)]
            pub fn #args<'a, #(#types),*>(#(_: #types),*) -> #rk::Call<'a, #name> {
                #rk::Call::new()
            }
        }

        impl #rk::kernel::GridKernel for #name {
            const ARTIFACT: &'static #rk::artifact::Artifact = #name::ARTIFACT;

            fn bind<'a>(_: &'a #rk::backend::cpu::Arguments) -> impl Fn() + Send + Sync + 'a {
                || {}
            }
        }
    }
}

pub(crate) fn params(function: &syn::ItemFn) -> Vec<Param<'_>> {
    let mut params = Vec::new();
    for (position, input) in function.sig.inputs.iter().enumerate() {
        let syn::FnArg::Typed(typed) = input else {
            continue;
        };
        let ident = match &*typed.pat {
            syn::Pat::Ident(pattern) => &pattern.ident,
            // A ring kernel's `_` has no name, and needs none.
            _ => &function.sig.ident,
        };
        params.push(Param {
            ident,
            ty: &typed.ty,
            target: cpu::target(&typed.ty),
            view: View::of(&typed.ty),
            local: format_ident!("{}_{}", name::PREFIX, position),
        });
    }
    params
}

fn declaration(function: &syn::ItemFn, variants: &TokenStream) -> TokenStream {
    let visibility = &function.vis;
    let name = &function.sig.ident;
    let docs = docs(function);
    // A stencil's handle is a value that steps copy.
    let derives = if variants.is_empty() {
        TokenStream::new()
    } else {
        quote!(#[derive(Clone, Copy)])
    };
    quote! {
        #docs
        #[allow(non_camel_case_types, dead_code)]
        #derives
        #visibility enum #name { #variants }
    }
}

/// The function's documentation, or a title.
pub(crate) fn docs(function: &syn::ItemFn) -> TokenStream {
    let docs: Vec<_> = function
        .attrs
        .iter()
        .filter(|attribute| {
            matches!(attribute.style, syn::AttrStyle::Outer) && attribute.path().is_ident("doc")
        })
        .collect();
    let name = name::plain_name(&function.sig.ident);
    let title = format!("Handle of the kernel `{name}`.");
    match docs.as_slice() {
        [] => quote!(#[doc = #title]),
        docs => quote!(#(#docs)*),
    }
}

fn constants(function: &syn::ItemFn, source: &Source) -> TokenStream {
    let rk = crate_path::alias();
    let name = &function.sig.ident;
    let text = name::plain_name(name);
    let artifact = artifact(name, source);
    let (cuda, artifact_name) = (
        format_ident!("{}", name::CUDA),
        format_ident!("{}", name::ARTIFACT),
    );
    quote! {
        impl #name {
            /// The CUDA C that the kernel was turned into.
            pub const #cuda: &'static str = Self::#artifact_name.cuda;
            /// What the build script made of the kernel.
            pub const #artifact_name: &'static #rk::artifact::Artifact = #artifact;
        }

        impl ::core::fmt::Debug for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(#text)
            }
        }
    }
}

/// A reference to the artifact. It is a static: each use of a constant would put a copy of all its text into the binary.
pub(crate) fn artifact(name: &Ident, source: &Source) -> TokenStream {
    let rk = crate_path::alias();
    let text = name::plain_name(name);
    let value = match source {
        Source::File(key) => {
            let file = format!("/{}/{}", name::FOLDER, name::artifact_file(key));
            quote!(::core::include!(
                ::core::concat!(::core::env!("OUT_DIR"), #file)
            ))
        }
        Source::Plan(plan) => {
            let plan = plan_tokens(*plan);
            quote!(#rk::artifact::Artifact::not_built(#text, ::core::file!(), #plan))
        }
    };
    quote!({
        static BUILT: #rk::artifact::Artifact = #value;
        &BUILT
    })
}

fn plan_tokens(plan: Plan) -> TokenStream {
    let rk = crate_path::alias();
    match plan {
        Plan::Grid { cooperative } => quote!(#rk::artifact::Plan::Grid {
            independent_blocks: false,
            cooperative: #cooperative,
            shared: &[],
        }),
        Plan::Stencil(dimensions, halo, tile) => quote!(#rk::artifact::Plan::Stencil {
            dimensions: #dimensions,
            halo: [#(#halo),*],
            tile: [#(#tile),*],
            rows: ::std::option::Option::None,
        }),
        Plan::Ring(per) => {
            let per = match per {
                Per::Lane => quote!(Lane),
                Per::Thread => quote!(Thread),
                Per::Warp => quote!(Warp),
                Per::Block => quote!(Block),
            };
            quote!(#rk::artifact::Plan::Ring { per: #rk::artifact::Per::#per })
        }
    }
}

/// A variable beside a call of the kernel's function, which may have any name of a user's.
fn local(noun: &str) -> Ident {
    format_ident!("{}_{}", name::PREFIX, noun)
}

/// The variable of the back end's list of arguments.
pub(crate) fn arguments() -> Ident {
    local("arguments")
}

/// Takes argument number `position` of the back end's list.
pub(crate) fn taken(param: &Param<'_>, position: usize) -> TokenStream {
    let (local, target) = (&param.local, param.target);
    let arguments = arguments();
    match param.view {
        View::Slice => quote!(let #local = #arguments.slice::<#target>(#position);),
        View::SliceMut => quote!(let #local = #arguments.slice_mut::<#target>(#position);),
        View::RefMut | View::Position | View::Receiver | View::Matched | View::Itself => {
            quote!(let #local = #arguments.value::<#target>(#position);)
        }
    }
}

/// The parameters of `args`, and what each adds to the call.
pub(crate) struct Launch {
    pub(crate) inputs: Vec<TokenStream>,
    pub(crate) calls: Vec<TokenStream>,
}

pub(crate) fn launch(params: &[Param<'_>]) -> Launch {
    let rk = crate_path::alias();
    let mut inputs = Vec::new();
    let mut calls = Vec::new();
    for param in params {
        let (ident, target) = (param.ident, param.target);
        match param.view {
            View::Slice => {
                inputs.push(quote!(#ident: &'a #rk::Buffer<#target>));
                calls.push(quote!(.slice(#ident)));
            }
            View::SliceMut => {
                inputs.push(quote!(#ident: &'a mut #rk::Buffer<#target>));
                calls.push(quote!(.slice_mut(#ident)));
            }
            View::RefMut | View::Position | View::Receiver | View::Matched | View::Itself => {
                let ty = param.ty;
                inputs.push(quote!(#ident: #ty));
                calls.push(quote!(.value(#ident)));
            }
        }
    }
    Launch { inputs, calls }
}

fn grid(name: &Ident, params: &[Param<'_>]) -> TokenStream {
    let rk = crate_path::alias();
    let Launch { inputs, calls } = launch(params);
    let taken = params
        .iter()
        .enumerate()
        .map(|(position, param)| taken(param, position));
    let locals = params.iter().map(|param| &param.local);
    let args = format_ident!("{}", name::ARGS);
    let arguments = arguments();
    quote! {
        impl #name {
            /// The arguments of a launch.
            pub fn #args<'a>(#(#inputs),*) -> #rk::Call<'a, #name> {
                #rk::Call::new()#(#calls)*
            }
        }

        impl #rk::kernel::GridKernel for #name {
            const ARTIFACT: &'static #rk::artifact::Artifact = #name::ARTIFACT;

            fn bind<'a>(
                #arguments: &'a #rk::backend::cpu::Arguments,
            ) -> impl Fn() + Send + Sync + 'a {
                let _ = #arguments;
                #(#taken)*
                move || #name(#(#locals),*)
            }
        }
    }
}

/// The variant that carries a stencil's scalar parameters.
fn variant(params: &[Param<'_>]) -> TokenStream {
    let fields = params
        .iter()
        .filter(|param| param.view == View::Itself)
        .map(|param| {
            let (ident, ty) = (param.ident, param.ty);
            let doc = format!("The parameter `{}`.", name::plain_name(ident));
            quote!(#[doc = #doc] #ident: #ty)
        });
    let variant = format_ident!("{}", name::PARAMS);
    quote! {
        /// The numbers and structs of a step.
        #variant { #(#fields),* }
    }
}

fn stencil(name: &Ident, params: &[Param<'_>], options: &StencilOptions) -> TokenStream {
    let rk = crate_path::alias();
    let variant = format_ident!("{}", name::PARAMS);
    let fields: Vec<_> = params
        .iter()
        .filter(|param| matches!(param.view, View::Slice | View::SliceMut))
        .collect();
    let values: Vec<_> = params
        .iter()
        .filter(|param| param.view == View::Itself)
        .collect();

    let names = fields.iter().enumerate().map(|(position, param)| {
        let (ident, target) = (param.ident, param.target);
        let doc = format!("The field `{}`.", name::plain_name(ident));
        quote! {
            #[doc = #doc]
            pub const #ident: #rk::Field<#name, #target> = #rk::Field::new(#position);
        }
    });
    let specs = fields.iter().map(|param| {
        let (text, target) = (name::plain_name(param.ident), param.target);
        let mutable = param.view == View::SliceMut;
        quote!(#rk::kernel::FieldSpec::of::<#target>(#text, #mutable))
    });
    let place = |field: &ringkernel_build::syntax::ast::Ident| {
        fields
            .iter()
            .position(|param| name::plain_name(param.ident) == field.name)
            .expect("syntax::check found the swapped fields")
    };
    let swaps = options.swap.iter().map(|(first, second)| {
        let (first, second) = (place(first), place(second));
        quote!((#first, #second))
    });
    let patterns: Vec<_> = values
        .iter()
        .map(|param| {
            let (ident, local) = (param.ident, &param.local);
            quote!(#ident: #local)
        })
        .collect();
    let mut next = 0usize;
    let values_of_step = params.iter().filter_map(|param| {
        let local = &param.local;
        match param.view {
            View::Slice | View::SliceMut => {
                let position = next;
                next += 1;
                Some(quote!(#rk::kernel::StencilArgument::Field(#position)))
            }
            View::Itself => Some(quote!(#rk::kernel::StencilArgument::value(#local))),
            View::Position | View::Receiver | View::Matched | View::RefMut => None,
        }
    });
    let taken = fields
        .iter()
        .enumerate()
        .map(|(position, param)| taken(param, position));
    let row = local("row");
    let known = params.iter().filter_map(|param| {
        let local = &param.local;
        match param.view {
            View::Slice => Some(quote!(let #local = #row.field(#local);)),
            View::SliceMut => Some(quote!(let #local = #row.field_mut(#local);)),
            View::Itself => Some(quote!(let #local = #local;)),
            View::Position | View::Receiver | View::Matched | View::RefMut => None,
        }
    });
    let locals: Vec<_> = params.iter().map(|param| &param.local).collect();
    let position = params
        .iter()
        .find(|param| param.view == View::Position)
        .map(|param| &param.local);
    let arguments = arguments();
    quote! {
        impl #name {
            #(#names)*
        }

        impl #rk::kernel::StencilKernel for #name {
            const ARTIFACT: &'static #rk::artifact::Artifact = #name::ARTIFACT;
            const FIELDS: &'static [#rk::kernel::FieldSpec] = &[#(#specs),*];
            const SWAPS: &'static [(usize, usize)] = &[#(#swaps),*];

            fn arguments(&self) -> ::std::vec::Vec<#rk::kernel::StencilArgument> {
                let #name::#variant { #(#patterns),* } = *self;
                ::std::vec![#(#values_of_step),*]
            }

            fn bind<'a>(
                &'a self,
                #arguments: &'a #rk::backend::cpu::Arguments,
            ) -> impl Fn(&#rk::gpu::Row<'_>) + Send + Sync + 'a {
                let #name::#variant { #(#patterns),* } = *self;
                #(#taken)*
                // Both loops have copies, which no write to a field can change.
                move |#row| {
                    #(#known)*
                    #row.compute(
                        const { #rk::gpu::row::halo(#name::ARTIFACT) },
                        move |#position| #name(#(#locals),*),
                        move |#position| #name(#(#locals),*),
                    )
                }
            }
        }
    }
}

fn ring(
    name: &Ident,
    params: &[Param<'_>],
    options: &RingOptions,
    output: &syn::ReturnType,
) -> TokenStream {
    let rk = crate_path::alias();
    let state = params
        .iter()
        .find(|param| param.view == View::RefMut)
        .map(|param| param.target);
    let message = params.last().map(|param| param.target);
    let state_type = state.map_or_else(|| quote!(()), |state| quote!(#state));
    let [context_local, state_local, message_local] = ["context", "state", "message"].map(local);
    let (state_argument, unused) = match state {
        Some(_) => (quote!(#state_local,), TokenStream::new()),
        None => (TokenStream::new(), quote!(let _ = #state_local;)),
    };
    let reply = reply(output);
    let RingOptions {
        block_size,
        queue_capacity,
        hlc,
        k2k,
        fast: _,
        max_registers: _,
        per: _,
    } = options;
    quote! {
        impl #rk::kernel::ActorKernel for #name {
            const ARTIFACT: &'static #rk::artifact::Artifact = #name::ARTIFACT;
            const OPTIONS: #rk::kernel::ActorOptions = #rk::kernel::ActorOptions {
                block_size: #block_size,
                queue_capacity: #queue_capacity,
                hlc: #hlc,
                k2k: #k2k,
            };
            type State = #state_type;
            type Message = #message;
            type Reply = #reply;

            fn handle(
                #context_local: &#rk::gpu::RingContext,
                #state_local: #rk::gpu::RefMut<'_, Self::State>,
                #message_local: &Self::Message,
            ) -> Self::Reply {
                #unused
                #name(#context_local, #state_argument #message_local)
            }
        }
    }
}

fn reply(output: &syn::ReturnType) -> TokenStream {
    match output {
        syn::ReturnType::Default => quote!(()),
        syn::ReturnType::Type(_, ty) => quote!(#ty),
    }
}

/// Refuses an artifact that was made for other layouts than rustc's view of the same types.
fn checks(
    name: &Ident,
    kernel: &Kernel,
    params: &[Param<'_>],
    output: &syn::ReturnType,
) -> TokenStream {
    let rk = crate_path::alias();
    let values = params.iter().filter_map(|param| {
        let target = param.target;
        match (param.view, &kernel.kind) {
            (View::Position | View::Receiver | View::Matched, _) => None,
            // The context and the message.
            (View::Itself, Kind::Ring(_)) => None,
            (View::Slice | View::SliceMut | View::RefMut, _)
            | (View::Itself, Kind::Grid(_) | Kind::Stencil(_)) => {
                Some(quote!(<#target as #rk::layout::GpuType>))
            }
        }
    });
    let messages: Vec<_> = match &kernel.kind {
        Kind::Ring(_) => {
            let message = params.last().map(|param| param.target);
            let reply = reply(output);
            vec![
                quote!(<#message as #rk::message::RingMessage>),
                quote!(<#reply as #rk::message::RingMessage>),
            ]
        }
        Kind::Grid(_) | Kind::Stencil(_) => Vec::new(),
    };
    let types = values.chain(messages);
    quote! {
        const _: () = ::core::assert!(
            #name::ARTIFACT.abi == #rk::abi::VERSION,
            "ringkernel-build and ringkernel-rt have different versions: give them the same one",
        );
        #(const _: () = #rk::layout::assert_same(&#types::LAYOUT, #name::ARTIFACT.layouts);)*
    }
}
