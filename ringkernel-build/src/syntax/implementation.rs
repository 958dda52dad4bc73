//! Aliases, and what stands before the braces of an `impl`.

use super::ast::{Alias, Impl, Interface, Path};
use super::parse::Parser;
use super::ty::ident;

impl Parser {
    pub(super) fn alias(&mut self, item: &syn::ItemType) -> Option<Alias> {
        let generics = self.generics(&item.generics);
        Some(Alias {
            name: ident(&item.ident),
            generics: generics?,
            ty: self.ty(&item.ty)?,
        })
    }

    pub(super) fn implementation(&mut self, item: &syn::ItemImpl) -> Option<Impl> {
        self.no_generics(&item.generics, "an `impl`");
        let ty = self.ty(&item.self_ty);
        let interface = match &item.trait_ {
            Some((_, path, _)) => self.interface(path).map(Some),
            None => Some(None),
        };
        Some(Impl {
            ty: ty?,
            interface: interface?,
        })
    }

    fn interface(&mut self, path: &syn::Path) -> Option<Interface> {
        let mut arguments = Vec::new();
        if let Some(syn::PathSegment {
            arguments: syn::PathArguments::AngleBracketed(list),
            ..
        }) = path.segments.last()
        {
            for argument in &list.args {
                if let syn::GenericArgument::Type(ty) = argument {
                    arguments.push(self.ty(ty)?);
                }
            }
        }
        Some(Interface {
            path: Path {
                absolute: path.leading_colon.is_some(),
                segments: path
                    .segments
                    .iter()
                    .map(|segment| ident(&segment.ident))
                    .collect(),
                arguments: Vec::new(),
                span: syn::spanned::Spanned::span(path),
            },
            arguments,
        })
    }
}
