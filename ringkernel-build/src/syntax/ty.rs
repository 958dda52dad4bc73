//! Types as written.

use syn::spanned::Spanned;

use super::ast::{Ident, Path, Ty, TyKind};
use super::parse::Parser;
use crate::name;

/// Types of Rust's prelude that have no place on the device.
const ABSENT: [&str; 8] = [
    "i128", "u128", "char", "str", "String", "Vec", "Box", "Result",
];

/// The number types there are.
pub(super) const SCALARS: &str = "`f32`, `f64`, `bool`, or an integer of up to 64 bits";

pub(super) fn ident(ident: &proc_macro2::Ident) -> Ident {
    Ident {
        name: name::plain_name(ident),
        span: ident.span(),
    }
}

impl Parser {
    pub(super) fn ty(&mut self, ty: &syn::Type) -> Option<Ty> {
        let kind =
            match ty {
                syn::Type::Paren(inner) => return self.ty(&inner.elem),
                syn::Type::Group(inner) => return self.ty(&inner.elem),
                syn::Type::Path(path) => match option(path) {
                    Some(some) => TyKind::Option(Box::new(self.ty(some)?)),
                    None => TyKind::Path(self.type_path(path)?),
                },
                syn::Type::Tuple(tuple) if tuple.elems.is_empty() => TyKind::Unit,
                syn::Type::Reference(reference) => self.reference(reference)?,
                syn::Type::Slice(_) => {
                    return self.refuse(
                        ty,
                        "a slice has a place only behind a reference",
                        "write `&[T]` or `&mut [T]`",
                    )
                }
                syn::Type::Array(array) => {
                    let element = self.ty(&array.elem);
                    let len = self.expr(&array.len);
                    TyKind::Array(Box::new(element?), Box::new(len?))
                }
                syn::Type::Tuple(tuple) => {
                    let parts: Vec<_> = tuple.elems.iter().map(|part| self.ty(part)).collect();
                    TyKind::Tuple(parts.into_iter().collect::<Option<_>>()?)
                }
                syn::Type::Ptr(_) => {
                    return self.refuse(
                        ty,
                        "pointers are not part of the kernel language",
                        "write `&T`, `&mut T`, `&[T]` or `&mut [T]`",
                    )
                }
                syn::Type::ImplTrait(_) | syn::Type::TraitObject(_) => return self.refuse(
                    ty,
                    "`impl Trait` and `dyn Trait` are not types of the kernel language",
                    "name the type itself, or make the function generic: `fn f<T: Trait>(x: T)`",
                ),
                syn::Type::BareFn(_) => {
                    return self.refuse(
                        ty,
                        "function pointers are not part of the kernel language",
                        "call the `#[device] fn` by its name",
                    )
                }
                syn::Type::Never(_) => {
                    return self.refuse(
                        ty,
                        "every function of a kernel must be able to return",
                        "remove `-> !`",
                    )
                }
                syn::Type::Infer(_) => {
                    return self.refuse(
                        ty,
                        "the device code needs this type",
                        "name the type, or leave the annotation out",
                    )
                }
                _ => {
                    return self.refuse(
                        ty,
                        "this type is not part of the kernel language",
                        format!("use {SCALARS}, or a struct with `#[derive(GpuType)]`"),
                    )
                }
            };
        Some(Ty {
            kind,
            span: ty.span(),
        })
    }

    fn type_path(&mut self, ty: &syn::TypePath) -> Option<Path> {
        if ty.qself.is_some() {
            return self.refuse(
                ty,
                "associated types are not part of the kernel language",
                "name the type itself",
            );
        }
        if let Some(segment) = ty.path.segments.last() {
            let name = segment.ident.to_string();
            if ABSENT.contains(&name.as_str()) {
                let help = if name == "Vec" {
                    "take a slice, `&[T]` or `&mut [T]`, which the host allocates; inside, use an array: `[T; 4]`".to_owned()
                } else {
                    format!("use {SCALARS}, or a struct with `#[derive(GpuType)]`")
                };
                return self.refuse(
                    &ty.path,
                    format!("`{name}` is not part of the kernel language"),
                    help,
                );
            }
        }
        self.path(&ty.path)
    }

    fn reference(&mut self, reference: &syn::TypeReference) -> Option<TyKind> {
        if let Some(lifetime) = &reference.lifetime {
            self.refuse_lifetime(lifetime);
        }
        let mutable = reference.mutability.is_some();
        let mut target = &*reference.elem;
        while let syn::Type::Paren(syn::TypeParen { elem, .. })
        | syn::Type::Group(syn::TypeGroup { elem, .. }) = target
        {
            target = elem;
        }
        let (inner, slice) = match target {
            syn::Type::Slice(slice) => (&*slice.elem, true),
            other => (other, false),
        };
        let inner_ty = self.ty(inner)?;
        match inner_ty.kind {
            TyKind::Path(_) | TyKind::Array(..) | TyKind::Tuple(_) | TyKind::Option(_) => {}
            TyKind::Unit | TyKind::Slice { .. } | TyKind::Ref { .. } => {
                return self.refuse(
                    inner,
                    "only numbers and structs may stand behind a reference",
                    "use one reference or slice, of plain values",
                )
            }
        }
        let inner = Box::new(inner_ty);
        Some(if slice {
            TyKind::Slice {
                element: inner,
                mutable,
            }
        } else {
            TyKind::Ref {
                target: inner,
                mutable,
            }
        })
    }

    pub(super) fn refuse_lifetime(&mut self, lifetime: &syn::Lifetime) {
        self.refuse::<()>(
            lifetime,
            "a kernel's data live as long as its launch, and no longer",
            "remove the lifetime",
        );
    }
}

/// The type in an `Option<T>`.
fn option(ty: &syn::TypePath) -> Option<&syn::Type> {
    let last = ty.path.segments.last()?;
    let is_whole = ty.path.segments.len() == 1
        || ty
            .path
            .segments
            .first()
            .is_some_and(|first| first.ident == "std" || first.ident == "core");
    if last.ident != "Option" || !is_whole || ty.qself.is_some() {
        return None;
    }
    match &last.arguments {
        syn::PathArguments::AngleBracketed(arguments) => {
            match arguments.args.iter().collect::<Vec<_>>().as_slice() {
                [syn::GenericArgument::Type(some)] => Some(some),
                _other => None,
            }
        }
        syn::PathArguments::None | syn::PathArguments::Parenthesized(_) => None,
    }
}
