//! What an attribute makes of a function.

use proc_macro2::TokenStream;
use quote::quote;
use ringkernel_build::diagnostic::{Diagnostic, Severity};
use ringkernel_build::handover::Mistake;
use ringkernel_build::name;
use ringkernel_build::syntax::ast::{Item, Kernel, Kind};
use ringkernel_build::syntax::parse::{self, Attribute};

use crate::handle::{self, Source};
use crate::outcome::{self, Missing, Outcome};
use crate::surroundings::{Surroundings, Tool};
use crate::{cpu, crate_path, fallback, reach};

/// The expansion of one of our attributes on a function.
pub(crate) fn function(
    surroundings: &Surroundings,
    attribute: Attribute,
    options: &TokenStream,
    item: TokenStream,
) -> TokenStream {
    let function: syn::ItemFn = match syn::parse2(item.clone()) {
        Ok(function) => function,
        Err(error) => return not_a_function(attribute, item, &error),
    };
    let runtime = crate_path::runtime(surroundings);
    let parsed = match parse::function(attribute, options, &function) {
        Ok(parsed) => parsed,
        Err(mistakes) => {
            return fallback::refused(attribute, options, &function, &mistakes, &runtime)
        }
    };
    let expansion = Expansion {
        surroundings,
        attribute,
        options,
        function: &function,
        runtime: &runtime,
    };
    let key = name::artifact_key(attribute.name(), options, &function);
    let outcome = outcome::of_function(surroundings, &key);
    match parsed {
        Item::Kernel(kernel) => expansion.kernel(&kernel, outcome),
        Item::Device(_) => expansion.device(outcome),
        Item::Struct(_) | Item::Enum(_) | Item::Const(_) | Item::Alias(_) => {
            unreachable!("a function is a kernel or for a device")
        }
    }
}

struct Expansion<'a> {
    surroundings: &'a Surroundings,
    attribute: Attribute,
    options: &'a TokenStream,
    function: &'a syn::ItemFn,
    runtime: &'a TokenStream,
}

impl Expansion<'_> {
    fn kernel(&self, kernel: &Kernel, outcome: Outcome) -> TokenStream {
        match outcome {
            Outcome::Built(key) => self.whole(kernel, &Source::File(key)),
            Outcome::CpuOnly => self.cpu_only(kernel),
            Outcome::Mistaken(mistakes) => self.mistaken(&mistakes, |this| {
                fallback::dummy(this.function, kernel, this.runtime)
            }),
            Outcome::Missing(missing) => self.missing(kernel, missing),
        }
    }

    /// The function and its handle.
    fn whole(&self, kernel: &Kernel, source: &Source) -> TokenStream {
        let mut views = cpu::function(self.function, self.runtime);
        if let Kind::Stencil(_) = kernel.kind {
            cpu::inline(&mut views, &syn::parse_quote!(#[inline(always)]));
        }
        let handle = handle::handle(self.function, kernel, source, self.runtime);
        quote!(#views #handle)
    }

    /// The function and a handle that only the CPU can run.
    fn cpu_only(&self, kernel: &Kernel) -> TokenStream {
        match (reach::plan(kernel), self.surroundings.tool) {
            (Ok(plan), _) => self.whole(kernel, &Source::Plan(plan)),
            (Err(_), Tool::Editor) => {
                self.whole(kernel, &Source::Plan(reach::any_plan(&kernel.kind)))
            }
            (Err(mistake), Tool::DocTest | Tool::Compiler) => self.refused(&[mistake]),
        }
    }

    fn missing(&self, kernel: &Kernel, missing: Missing) -> TokenStream {
        let ident = &self.function.sig.ident;
        let (message, help) = missing.explain(&name::plain_name(ident));
        let mistake = Diagnostic::new(ident.span(), message).help(help);
        match missing {
            Missing::BuildScript | Missing::Call | Missing::Version | Missing::Function => {
                let error = mistake.to_compile_error();
                let views = cpu::function(self.function, self.runtime);
                let handle = fallback::dummy(self.function, kernel, self.runtime);
                quote!(#error #views #handle)
            }
            // rustc says where the file is wrong, if it belongs to the target that is being built.
            Missing::Scan => {
                let late = fallback::unless_rustc_objects(self.function, &[mistake], self.runtime);
                let views = cpu::function(self.function, self.runtime);
                let handle = fallback::dummy(self.function, kernel, self.runtime);
                quote!(#late #views #handle)
            }
        }
    }

    fn device(&self, outcome: Outcome) -> TokenStream {
        match outcome {
            Outcome::Mistaken(mistakes) => self.mistaken(&mistakes, |_| TokenStream::new()),
            // A device function has no artifact of its own; what is missing shows at the kernels.
            Outcome::Built(_) | Outcome::CpuOnly | Outcome::Missing(_) => {
                let mut views = cpu::function(self.function, self.runtime);
                cpu::inline(&mut views, &syn::parse_quote!(#[inline]));
                quote!(#views)
            }
        }
    }

    /// Shows what the build script found wrong; `rest` is what belongs to a function that is right.
    fn mistaken(
        &self,
        mistakes: &[Mistake],
        rest: impl FnOnce(&Self) -> TokenStream,
    ) -> TokenStream {
        let (hard, soft): (Vec<_>, Vec<_>) = self
            .placed(mistakes)
            .into_iter()
            .partition(|mistake| mistake.severity != Severity::Soft);
        if hard
            .iter()
            .any(|mistake| mistake.severity == Severity::Alone)
        {
            let errors = hard.iter().map(Diagnostic::to_compile_error);
            return quote!(#(#errors)*);
        }
        if !hard.is_empty() {
            let in_signature = mistakes.iter().any(|mistake| self.is_in_signature(mistake));
            return match (in_signature, self.attribute) {
                (true, Attribute::Kernel | Attribute::Stencil | Attribute::RingKernel) => {
                    let (function, runtime) = (self.function, self.runtime);
                    fallback::refused_signature(self.attribute, function, &hard, runtime)
                }
                (true, Attribute::Device) | (false, _) => self.refused(&hard),
            };
        }
        let rest = rest(self);
        let is_generic = !self.function.sig.generics.params.is_empty();
        if (self.attribute == Attribute::Device || is_generic) && !soft.is_empty() {
            let views = fallback::in_body_unless_rustc_objects(self.function, &soft, self.runtime);
            return quote!(#views #rest);
        }
        if soft.is_empty() {
            let views = cpu::function(self.function, self.runtime);
            return quote!(#views #rest);
        }
        let late = fallback::unless_rustc_objects(self.function, &soft, self.runtime);
        let views = cpu::function(&cpu::without_body(self.function), self.runtime);
        quote!(#late #views #rest)
    }

    fn refused(&self, mistakes: &[Diagnostic]) -> TokenStream {
        fallback::refused(
            self.attribute,
            self.options,
            self.function,
            mistakes,
            self.runtime,
        )
    }

    /// Whether a mistake stands at a parameter or the result, not at the function as a whole.
    fn is_in_signature(&self, mistake: &Mistake) -> bool {
        let tokens = name::canonical_tokens(self.function);
        let place = |text: &str| tokens.iter().position(|token| token.text == text);
        let (Some(keyword), Some(body)) = (place("fn"), place("{")) else {
            return false;
        };
        (keyword + 2..body).contains(&mistake.start)
    }

    /// Puts the build script's mistakes on the user's tokens.
    fn placed(&self, mistakes: &[Mistake]) -> Vec<Diagnostic> {
        let mut tokens = name::canonical_tokens(self.function);
        tokens.extend(name::option_tokens(self.options));
        let span = |index: usize| {
            tokens
                .get(index)
                .map_or(self.function.sig.ident.span(), |token| token.span)
        };
        mistakes
            .iter()
            .map(|mistake| Diagnostic {
                start: span(mistake.start),
                end: span(mistake.end),
                message: mistake.text.clone(),
                help: None,
                severity: mistake.severity,
            })
            .collect()
    }
}

/// The attribute stands on something else; the item stays as it is.
fn not_a_function(attribute: Attribute, item: TokenStream, error: &syn::Error) -> TokenStream {
    if syn::parse2::<syn::Item>(item.clone()).is_err() {
        // Not even Rust: rustc says so about the item itself.
        let error = error.to_compile_error();
        return quote!(#error);
    }
    let error = Diagnostic::spanning(
        item.clone().into_iter().take(1).collect::<TokenStream>(),
        format!("`#[{}]` belongs on a function", attribute.name()),
    )
    .help("for a struct, use `#[derive(GpuType)]`")
    .to_compile_error();
    quote!(#error #item)
}
