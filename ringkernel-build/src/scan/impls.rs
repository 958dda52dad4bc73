//! `impl` blocks: which functions and constants belong to which type.

use std::collections::BTreeMap;

use super::items::{self, ItemId};
use super::modules::{ModuleId, Scanner};
use super::Truth;
use crate::diagnostic::Diagnostic;
use crate::name::plain_name;
use crate::syntax::{ast, parse};

/// Names an `impl` by its position in [`Crate::impls`](super::Crate::impls).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ImplId(pub usize);

/// An `impl` block.
#[derive(Clone, Debug)]
pub struct Impl {
    /// The scope of what stands in it: a block of the module that it stands in, in which `Self` has a meaning.
    pub scope: ModuleId,
    /// Its type and trait, or why device code cannot have them.
    pub syntax: Result<ast::Impl, Vec<Diagnostic>>,
    /// What stands in it, by name. More than one entry means that `cfg` decides between builds.
    pub members: BTreeMap<String, Vec<Member>>,
}

/// Something in an `impl`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Member {
    /// A device function or a constant.
    Item(ItemId),
    /// A function without an attribute of ours.
    Host,
    /// Something that only some builds have, where others take what the trait gives.
    Uncertain,
}

impl Scanner<'_> {
    /// Records an `impl` and what the GPU may need of it; the scope of what stands in it.
    pub(super) fn implementation(
        &mut self,
        module: ModuleId,
        file: u32,
        item: &syn::ItemImpl,
    ) -> ModuleId {
        let scope = self.module(Some(module), true);
        let id = ImplId(self.output.impls.len());
        self.output.modules[scope.0].implementation = Some(id);
        let mut members: BTreeMap<String, Vec<Member>> = BTreeMap::new();
        for inner in &item.items {
            let (ident, member) = match inner {
                syn::ImplItem::Fn(function) => {
                    let (truth, attributes) = self.resolve_attributes(&function.attrs);
                    let member = match truth {
                        Truth::No => continue,
                        Truth::Both if item.trait_.is_some() => Member::Uncertain,
                        Truth::Yes | Truth::Both => self.method(scope, file, function, &attributes),
                    };
                    (&function.sig.ident, member)
                }
                syn::ImplItem::Const(inner) => {
                    let (truth, _) = self.resolve_attributes(&inner.attrs);
                    if truth == Truth::No {
                        continue;
                    }
                    let constant = syn::ItemConst {
                        attrs: Vec::new(),
                        vis: inner.vis.clone(),
                        const_token: inner.const_token,
                        ident: inner.ident.clone(),
                        generics: inner.generics.clone(),
                        colon_token: inner.colon_token,
                        ty: Box::new(inner.ty.clone()),
                        eq_token: inner.eq_token,
                        expr: Box::new(inner.expr.clone()),
                        semi_token: inner.semi_token,
                    };
                    let kept = self.keep_item(items::constant(scope, file, &constant));
                    let member = match truth {
                        Truth::Both if item.trait_.is_some() => Member::Uncertain,
                        Truth::Yes | Truth::No | Truth::Both => Member::Item(kept),
                    };
                    (&inner.ident, member)
                }
                _other => continue,
            };
            members.entry(plain_name(ident)).or_default().push(member);
        }
        self.output.impls.push(Impl {
            scope,
            syntax: parse::implementation(item),
            members,
        });
        scope
    }

    fn method(
        &mut self,
        scope: ModuleId,
        file: u32,
        function: &syn::ImplItemFn,
        attributes: &[items::Resolved],
    ) -> Member {
        let found = attributes
            .iter()
            .find_map(|attribute| Some((self.attribute(scope, attribute.meta.path())?, attribute)));
        let Some((kind, attribute)) = found else {
            return Member::Host;
        };
        let options = items::options(&attribute.meta);
        let function = syn::ItemFn {
            attrs: function.attrs.clone(),
            vis: function.vis.clone(),
            sig: function.sig.clone(),
            block: Box::new(function.block.clone()),
        };
        let mut item = items::function(scope, file, kind, &options, &function);
        match kind {
            parse::Attribute::Device => Member::Item(self.keep_item(item)),
            parse::Attribute::Kernel | parse::Attribute::Stencil | parse::Attribute::RingKernel => {
                // Its handle is a type, which cannot stand here.
                if item.syntax.is_ok() {
                    item.syntax = Err(vec![Diagnostic::new(
                        item.span,
                        "a kernel cannot stand in an `impl`",
                    )
                    .help("make it a free function; what it calls can be a `#[device] fn` here")
                    .alone()]);
                }
                self.keep_item(item);
                Member::Host
            }
        }
    }
}
