//! The items a scan keeps.

use proc_macro2::{Span, TokenStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Token};

use super::{Cfg, ModuleId, Truth};
use crate::diagnostic::Diagnostic;
use crate::name;
use crate::syntax::{ast, parse};

/// Names an item by its position in [`Crate::items`](super::Crate::items).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ItemId(pub usize);

/// An item that the GPU may need.
#[derive(Clone, Debug)]
pub struct Item {
    /// Where it is defined.
    pub module: ModuleId,
    /// Its file's position in [`Crate::files`](super::Crate::files).
    pub file: u32,
    /// Its name.
    pub name: String,
    /// Where the name stands.
    pub span: Span,
    /// What it is.
    pub kind: ItemKind,
    /// Its artifact key; empty for items that have none.
    pub key: String,
    /// Its canonical tokens, to which mistakes are related; empty for items that have no key.
    pub tokens: Vec<name::Token>,
    /// The tokens between the parentheses of its attribute.
    pub options: Vec<name::Token>,
    /// What its values can do besides.
    pub traits: Traits,
    /// Whether `cfg` gives it other fields or variants in different builds.
    pub varies: bool,
    /// Its syntax tree, or why it has none.
    pub syntax: Result<ast::Item, Vec<Diagnostic>>,
}

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemKind {
    /// `#[kernel]`, `#[stencil]` or `#[ring_kernel]`.
    Kernel,
    /// `#[device]`.
    Device,
    /// A struct with one of our derives.
    Struct,
    /// An enum with one of our derives.
    Enum,
    /// A `const`.
    Const,
    /// A `type`.
    Alias,
}

/// The traits of Rust that a type derives and device code knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traits {
    /// `PartialEq`: `==` and `!=`.
    pub equality: bool,
    /// `PartialOrd`: `<` and the like.
    pub order: bool,
}

impl Traits {
    /// By the derives of a type.
    pub(super) fn of(derives: &[syn::Path]) -> Self {
        let has = |name| {
            derives
                .iter()
                .any(|path| path.segments.last().is_some_and(|last| last.ident == name))
        };
        Self {
            equality: has("PartialEq"),
            order: has("PartialOrd"),
        }
    }
}

/// An attribute after `cfg_attr` was resolved, and whether it is there.
pub(super) struct Resolved {
    pub(super) meta: Meta,
}

/// Resolves `cfg` and `cfg_attr`: whether the item is there, and its other attributes.
pub(super) fn attributes(cfg: &Cfg, attributes: &[Attribute]) -> (Truth, Vec<Resolved>) {
    let mut truth = Truth::Yes;
    let mut resolved = Vec::new();
    for attribute in attributes {
        expand(cfg, &attribute.meta, &mut truth, &mut resolved);
    }
    (truth, resolved)
}

fn expand(cfg: &Cfg, meta: &Meta, truth: &mut Truth, resolved: &mut Vec<Resolved>) {
    if meta.path().is_ident("cfg") {
        if let Ok(list) = meta.require_list() {
            *truth = truth.and(match list.parse_args::<Meta>() {
                Ok(predicate) => cfg.evaluate(&predicate),
                Err(_literal) => Truth::from(list.tokens.to_string() == "true"),
            });
        }
    } else if meta.path().is_ident("cfg_attr") {
        let Ok(parts) = meta
            .require_list()
            .and_then(|list| list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated))
        else {
            return;
        };
        let mut parts = parts.iter();
        let Some(predicate) = parts.next() else {
            return;
        };
        if cfg.evaluate(predicate) != Truth::No {
            for part in parts {
                expand(cfg, part, truth, resolved);
            }
        }
    } else {
        resolved.push(Resolved { meta: meta.clone() });
    }
}

/// The names in all `derive(...)` of an item, last segments only.
pub(super) fn derives(attributes: &[Resolved]) -> Vec<syn::Path> {
    let mut derives = Vec::new();
    for attribute in attributes {
        if !attribute.meta.path().is_ident("derive") {
            continue;
        }
        if let Ok(list) = attribute.meta.require_list() {
            if let Ok(paths) =
                list.parse_args_with(Punctuated::<syn::Path, Token![,]>::parse_terminated)
            {
                derives.extend(paths);
            }
        }
    }
    derives
}

/// What stands between an attribute's parentheses.
pub(super) fn options(meta: &Meta) -> TokenStream {
    match meta {
        Meta::List(list) => list.tokens.clone(),
        Meta::Path(_) | Meta::NameValue(_) => TokenStream::new(),
    }
}

/// A function under one of our attributes.
pub(super) fn function(
    module: ModuleId,
    file: u32,
    attribute: parse::Attribute,
    options: &TokenStream,
    function: &syn::ItemFn,
) -> Item {
    let mut plain = function.clone();
    plain
        .attrs
        .retain(|attribute| matches!(attribute.style, syn::AttrStyle::Inner(_)));
    Item {
        module,
        file,
        name: name::plain_name(&function.sig.ident),
        span: function.sig.ident.span(),
        kind: match attribute {
            parse::Attribute::Kernel | parse::Attribute::Stencil | parse::Attribute::RingKernel => {
                ItemKind::Kernel
            }
            parse::Attribute::Device => ItemKind::Device,
        },
        key: name::artifact_key(attribute.name(), options, function),
        tokens: name::canonical_tokens(function),
        options: name::option_tokens(options),
        traits: Traits::default(),
        varies: false,
        syntax: parse::function(attribute, options, &plain),
    }
}

/// A struct or enum under one of our derives; `traits` are the names of all its derives.
pub(super) fn record(
    module: ModuleId,
    file: u32,
    traits: Traits,
    item: impl Into<syn::DeriveInput>,
    cfg: &Cfg,
) -> Item {
    let mut input = item.into();
    input.attrs.clear();
    let mut varies = false;
    let mut is_there = |attrs: &[Attribute]| {
        let truth = attributes(cfg, attrs).0;
        varies |= truth == Truth::Both;
        truth != Truth::No
    };
    match &mut input.data {
        syn::Data::Struct(data) => apply_to_fields(&mut data.fields, &mut is_there),
        syn::Data::Enum(data) => {
            data.variants = std::mem::take(&mut data.variants)
                .into_pairs()
                .filter(|pair| is_there(&pair.value().attrs))
                .collect();
            for variant in &mut data.variants {
                apply_to_fields(&mut variant.fields, &mut is_there);
            }
        }
        syn::Data::Union(_) => {}
    }
    Item {
        module,
        file,
        name: name::plain_name(&input.ident),
        span: input.ident.span(),
        kind: match &input.data {
            syn::Data::Enum(_) => ItemKind::Enum,
            syn::Data::Struct(_) | syn::Data::Union(_) => ItemKind::Struct,
        },
        key: String::new(),
        tokens: Vec::new(),
        options: Vec::new(),
        traits,
        varies,
        syntax: parse::record(&input),
    }
}

/// Leaves out the fields that `cfg` leaves out.
fn apply_to_fields(fields: &mut syn::Fields, is_there: &mut impl FnMut(&[Attribute]) -> bool) {
    let fields = match fields {
        syn::Fields::Named(fields) => &mut fields.named,
        syn::Fields::Unnamed(fields) => &mut fields.unnamed,
        syn::Fields::Unit => return,
    };
    *fields = std::mem::take(fields)
        .into_pairs()
        .filter(|pair| is_there(&pair.value().attrs))
        .collect();
}

/// A constant.
pub(super) fn constant(module: ModuleId, file: u32, item: &syn::ItemConst) -> Item {
    Item {
        module,
        file,
        name: name::plain_name(&item.ident),
        span: item.ident.span(),
        kind: ItemKind::Const,
        key: String::new(),
        tokens: Vec::new(),
        options: Vec::new(),
        traits: Traits::default(),
        varies: false,
        syntax: parse::constant(item).map(ast::Item::Const),
    }
}

/// A type alias.
pub(super) fn alias(module: ModuleId, file: u32, item: &syn::ItemType) -> Item {
    Item {
        module,
        file,
        name: name::plain_name(&item.ident),
        span: item.ident.span(),
        kind: ItemKind::Alias,
        key: String::new(),
        tokens: Vec::new(),
        options: Vec::new(),
        traits: Traits::default(),
        varies: false,
        syntax: parse::alias(item).map(ast::Item::Alias),
    }
}
