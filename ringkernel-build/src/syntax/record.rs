//! Structs and enums.

use syn::spanned::Spanned;

use quote::ToTokens as _;

use super::ast::{Enum, Field, Ident, Item, Shape, Struct, Variant};
use super::parse::Parser;
use super::ty::ident;

impl Parser {
    pub(super) fn record(&mut self, input: &syn::DeriveInput) -> Option<Item> {
        let what = match &input.data {
            syn::Data::Struct(_) => "a struct",
            syn::Data::Enum(_) => "an enum",
            syn::Data::Union(_) => "a union",
        };
        self.no_generics(&input.generics, what);
        match &input.data {
            syn::Data::Struct(data) => self.structure(input, data).map(Item::Struct),
            syn::Data::Enum(data) => self.enumeration(input, data).map(Item::Enum),
            syn::Data::Union(data) => self.refuse(
                data.union_token,
                "unions are not part of the kernel language",
                "use an enum",
            ),
        }
    }

    fn structure(&mut self, input: &syn::DeriveInput, data: &syn::DataStruct) -> Option<Struct> {
        if data.fields.is_empty() {
            return self.refuse(
                &input.ident,
                format!(
                    "`{}` has no field, and an empty struct has another size in C",
                    input.ident
                ),
                "give it a field",
            );
        }
        let (shape, fields) = self.fields(&data.fields);
        Some(Struct {
            name: ident(&input.ident),
            shape,
            fields: fields?,
        })
    }

    fn fields(&mut self, fields: &syn::Fields) -> (Shape, Option<Vec<Field>>) {
        let shape = match fields {
            syn::Fields::Named(_) => Shape::Named,
            syn::Fields::Unnamed(_) => Shape::Tuple,
            syn::Fields::Unit => Shape::Unit,
        };
        let fields: Vec<_> = fields
            .iter()
            .enumerate()
            .map(|(position, field)| {
                let name = match &field.ident {
                    Some(name) => ident(name),
                    None => Ident {
                        name: position.to_string(),
                        span: field.ty.span(),
                    },
                };
                self.plain_ty(&field.ty).map(|ty| Field { name, ty })
            })
            .collect();
        (shape, fields.into_iter().collect())
    }

    fn enumeration(&mut self, input: &syn::DeriveInput, data: &syn::DataEnum) -> Option<Enum> {
        if data.variants.is_empty() {
            return self.refuse(
                &input.ident,
                format!("`{}` has no variant, so no value", input.ident),
                "give it a variant",
            );
        }
        let mut next = 0;
        let variants: Vec<_> = data
            .variants
            .iter()
            .map(|variant| {
                let (shape, fields) = self.fields(&variant.fields);
                let value = match &variant.discriminant {
                    Some((_, written)) => self.discriminant(written),
                    None => Some(next),
                };
                next = value.unwrap_or(next) + 1;
                let discriminant = match i32::try_from(value?) {
                    Ok(discriminant) => discriminant,
                    Err(_) => {
                        let number = variant.discriminant.as_ref().map(|(_, number)| number);
                        return self.refuse(
                            number
                                .map_or_else(|| variant.to_token_stream(), |n| n.to_token_stream()),
                            "the device keeps in an `i32` which variant a value is",
                            "choose a number that fits",
                        );
                    }
                };
                Some(Variant {
                    name: ident(&variant.ident),
                    shape,
                    fields: fields?,
                    discriminant,
                })
            })
            .collect();
        Some(Enum {
            name: ident(&input.ident),
            variants: variants.into_iter().collect::<Option<_>>()?,
        })
    }

    /// The number after a variant's `=`.
    fn discriminant(&mut self, written: &syn::Expr) -> Option<i128> {
        let (literal, sign) = match written {
            syn::Expr::Unary(syn::ExprUnary {
                op: syn::UnOp::Neg(_),
                expr,
                ..
            }) => (&**expr, -1),
            other => (other, 1),
        };
        if let syn::Expr::Lit(syn::ExprLit { lit, .. }) = literal {
            match lit {
                syn::Lit::Int(digits) => {
                    if let Ok(value) = digits.base10_parse::<i64>() {
                        return Some(sign * i128::from(value));
                    }
                }
                syn::Lit::Byte(byte) => return Some(sign * i128::from(byte.value())),
                _ => {}
            }
        }
        self.refuse(
            written,
            "the number of a variant must stand here itself",
            "write it as a literal",
        )
    }
}
