//! From a syn item to a checked [`ast`](super::ast) item.

use proc_macro2::TokenStream;

use super::ast::{Alias, Const, Impl, Item, Kernel, Kind};
use super::{attr, check, generics, surface};
use crate::diagnostic::{Diagnostic, Errors};

/// The attributes that make a function ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attribute {
    /// `#[kernel]`.
    Kernel,
    /// `#[stencil]`.
    Stencil,
    /// `#[ring_kernel]`.
    RingKernel,
    /// `#[device]`.
    Device,
}

impl Attribute {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Kernel, Self::Stencil, Self::RingKernel, Self::Device];

    /// Its name in `ringkernel_rt`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Kernel => "kernel",
            Self::Stencil => "stencil",
            Self::RingKernel => "ring_kernel",
            Self::Device => "device",
        }
    }

    /// The attribute of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|attribute| attribute.name() == name)
    }
}

/// The derives that make a struct or enum ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Derive {
    /// `#[derive(GpuType)]`.
    GpuType,
    /// `#[derive(RingMessage)]`.
    RingMessage,
}

impl Derive {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::GpuType, Self::RingMessage];

    /// Its name in `ringkernel_rt`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::GpuType => "GpuType",
            Self::RingMessage => "RingMessage",
        }
    }

    /// The derive of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|derive| derive.name() == name)
    }
}

/// What turns syn nodes into ast nodes: it collects the mistakes on the way. A node with a mistake becomes `None`.
#[derive(Default)]
pub(super) struct Parser {
    pub(super) errors: Errors,
}

impl Parser {
    /// Collects a mistake over the tokens of `node`.
    pub(super) fn refuse<T>(
        &mut self,
        node: impl quote::ToTokens,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Option<T> {
        self.errors
            .push(Diagnostic::spanning(node, message).help(help));
        None
    }
}

/// A function under one of our attributes; `options` is what stands between the attribute's parentheses. The function
/// comes as the macro gets it: without that attribute.
///
/// # Errors
/// All constructs outside the language, and a signature or options that do not fit the attribute.
pub fn function(
    attribute: Attribute,
    options: &TokenStream,
    function: &syn::ItemFn,
) -> Result<Item, Vec<Diagnostic>> {
    let mut parser = Parser::default();
    surface::check_function(&mut parser.errors, function);
    let kind = match attribute {
        Attribute::Kernel => attr::grid(&mut parser, options).map(Kind::Grid),
        Attribute::Stencil => attr::stencil(&mut parser.errors, options).map(Kind::Stencil),
        Attribute::RingKernel => attr::ring(&mut parser.errors, options).map(Kind::Ring),
        Attribute::Device => {
            attr::none(&mut parser.errors, options);
            None
        }
    };
    let parsed = parser.function(function);
    if let Some(parsed) = &parsed {
        check::check_function(&mut parser.errors, attribute, parsed, function);
        generics::check_generics(&mut parser.errors, kind.as_ref(), parsed, function);
        match &kind {
            Some(Kind::Stencil(options)) => {
                check::check_swaps(&mut parser.errors, options, parsed);
            }
            Some(Kind::Ring(options)) => {
                check::check_granularity(&mut parser.errors, options, parsed);
            }
            Some(Kind::Grid(_)) | None => {}
        }
    }
    parser.errors.check()?;
    let function = parsed.expect("a function without mistakes is parsed");
    Ok(match kind {
        Some(kind) => Item::Kernel(Kernel { kind, function }),
        None => Item::Device(function),
    })
}

/// A struct or enum under one of our derives.
///
/// # Errors
/// What is not a struct or enum with fields of plain types.
pub fn record(input: &syn::DeriveInput) -> Result<Item, Vec<Diagnostic>> {
    let mut parser = Parser::default();
    surface::check_record(&mut parser.errors, input);
    let parsed = parser.record(input);
    parser.errors.check()?;
    Ok(parsed.expect("a type without mistakes is parsed"))
}

/// A `const` item. A mistake matters only when a kernel uses the constant.
///
/// # Errors
/// What a kernel could not use.
pub fn constant(item: &syn::ItemConst) -> Result<Const, Vec<Diagnostic>> {
    let mut parser = Parser::default();
    surface::check_constant(&mut parser.errors, item);
    let parsed = parser.constant(item);
    parser.errors.check()?;
    Ok(parsed.expect("a constant without mistakes is parsed"))
}

/// A `type` item. A mistake matters only when a kernel uses the alias.
///
/// # Errors
/// What a kernel could not use.
pub fn alias(item: &syn::ItemType) -> Result<Alias, Vec<Diagnostic>> {
    let mut parser = Parser::default();
    surface::check_alias(&mut parser.errors, item);
    let parsed = parser.alias(item);
    parser.errors.check()?;
    Ok(parsed.expect("an alias without mistakes is parsed"))
}

/// What stands before the braces of an `impl`. A mistake matters only when a device function stands in it.
///
/// # Errors
/// A type or trait that device code has not.
pub fn implementation(item: &syn::ItemImpl) -> Result<Impl, Vec<Diagnostic>> {
    let mut parser = Parser::default();
    let parsed = parser.implementation(item);
    parser.errors.check()?;
    Ok(parsed.expect("an `impl` without mistakes is parsed"))
}
