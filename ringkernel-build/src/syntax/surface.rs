//! Rules about single tokens, wherever they stand: names and attributes.

use syn::visit::Visit;

use super::log;
use super::panic::{self, Panic};
use super::parse::Attribute;
use super::pattern::Matches;
use super::shared::Shared;
use crate::diagnostic::{Diagnostic, Errors};
use crate::name;

/// Lint levels, which change nothing about the code.
const HARMLESS: [&str; 6] = ["allow", "expect", "warn", "deny", "forbid", "doc"];

struct Surface<'a> {
    errors: &'a mut Errors,
    /// Names that were refused: each is reported where it stands first.
    refused: Vec<String>,
}

impl<'a> Surface<'a> {
    fn new(errors: &'a mut Errors) -> Self {
        Self {
            errors,
            refused: Vec::new(),
        }
    }
}

pub(super) fn check_function(errors: &mut Errors, function: &syn::ItemFn) {
    let mut surface = Surface::new(errors);
    for attribute in &function.attrs {
        match attribute.style {
            syn::AttrStyle::Outer => surface.check_own_attribute(attribute),
            syn::AttrStyle::Inner(_) => surface.visit_attribute(attribute),
        }
    }
    surface.visit_signature(&function.sig);
    surface.visit_block(&function.block);
}

pub(super) fn check_record(errors: &mut Errors, input: &syn::DeriveInput) {
    let mut surface = Surface::new(errors);
    surface.visit_ident(&input.ident);
    match &input.data {
        syn::Data::Struct(data) => {
            for field in &data.fields {
                surface.check_field(field);
            }
        }
        syn::Data::Enum(data) => {
            for variant in &data.variants {
                surface.visit_ident(&variant.ident);
                for field in &variant.fields {
                    surface.check_field(field);
                }
            }
        }
        syn::Data::Union(_) => {}
    }
}

pub(super) fn check_constant(errors: &mut Errors, item: &syn::ItemConst) {
    let mut surface = Surface::new(errors);
    surface.visit_ident(&item.ident);
    surface.visit_type(&item.ty);
    surface.visit_expr(&item.expr);
}

pub(super) fn check_alias(errors: &mut Errors, item: &syn::ItemType) {
    let mut surface = Surface::new(errors);
    surface.visit_ident(&item.ident);
    surface.visit_type(&item.ty);
}

impl Surface<'_> {
    /// rustc has applied `cfg` to the item itself, and other attributes go to the function for the CPU.
    fn check_own_attribute(&mut self, attribute: &syn::Attribute) {
        let Some(last) = attribute.path().segments.last() else {
            return;
        };
        let name = last.ident.to_string();
        if Attribute::from_name(&name).is_some() {
            self.errors.push(
                Diagnostic::spanning(attribute, format!("`#[{name}]` is the second kind of this function"))
                    .help("a function is one of `#[kernel]`, `#[stencil]`, `#[ring_kernel]` and `#[device]`; keep one"),
            );
        } else if name == "track_caller" {
            self.errors.push(
                Diagnostic::spanning(
                    attribute,
                    "a fault must name its own line, not its caller's",
                )
                .help("remove `#[track_caller]`"),
            );
        }
    }

    /// A derive sees its input with `cfg` applied; the build script applies it before it asks.
    fn check_field(&mut self, field: &syn::Field) {
        if let Some(ident) = &field.ident {
            self.visit_ident(ident);
        }
        self.visit_type(&field.ty);
    }
}

impl<'ast> Visit<'ast> for Surface<'_> {
    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        let path = attribute.path();
        if HARMLESS.iter().any(|name| path.is_ident(name)) {
            return;
        }
        let diagnostic = if path.is_ident("cfg") || path.is_ident("cfg_attr") {
            Diagnostic::spanning(
                attribute,
                "`cfg` inside a kernel would be decided differently for the CPU and for the device",
            )
            .help("put `#[cfg(..)]` on the whole function, or on a `const` that an `if` asks for")
        } else {
            Diagnostic::spanning(
                attribute,
                "only lint attributes are allowed inside a kernel",
            )
            .help("remove the attribute")
        };
        self.errors.push(diagnostic);
    }

    fn visit_ident(&mut self, ident: &'ast proc_macro2::Ident) {
        let text = name::plain_name(ident);
        let (message, help) = if !text.is_ascii() {
            (
                format!("`{text}` is not ASCII, and CUDA C could not name it"),
                "use the letters a to z, digits and `_`",
            )
        } else if text.starts_with(name::PREFIX) {
            (
                format!(
                    "names that start with `{}` belong to generated code",
                    name::PREFIX
                ),
                "choose another name",
            )
        } else {
            return;
        };
        if !self.refused.contains(&text) {
            self.errors
                .push(Diagnostic::new(ident.span(), message).help(help));
            self.refused.push(text);
        }
    }

    fn visit_lifetime(&mut self, lifetime: &'ast syn::Lifetime) {
        self.visit_ident(&lifetime.ident);
    }

    /// What a macro of the language is given belongs to the function.
    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        if let Some(matches) = Matches::of(call) {
            let mut inner = Surface {
                errors: &mut *self.errors,
                refused: std::mem::take(&mut self.refused),
            };
            inner.visit_expr(&matches.scrutinee);
            inner.visit_pat(&matches.pattern);
            if let Some((_, guard)) = &matches.guard {
                inner.visit_expr(guard);
            }
            self.refused = inner.refused;
        }
        if Panic::of(&call.path).is_some() {
            for argument in &panic::arguments(call).unwrap_or_default() {
                self.visit_expr(argument);
            }
        }
        if let Some(Shared::Value(ty) | Shared::Slice(ty)) =
            Shared::is(call).then(|| Shared::of(call)).flatten()
        {
            self.visit_type(&ty);
        }
        if let Some(log) = log::Call::of(call) {
            for value in &log.args {
                self.visit_expr(value);
            }
        }
    }

    /// Refused as a whole by the parser.
    fn visit_item(&mut self, _: &'ast syn::Item) {}
}
