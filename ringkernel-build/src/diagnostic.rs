//! What a user did wrong, where, and how to mend it.
//!
//! A [`Diagnostic`] always points at the user's own tokens. The macro turns it into a `compile_error!` there; the build
//! script writes it to a file for the macro to show. Nothing here prints.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;

/// One mistake.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// The first token concerned.
    pub start: Span,
    /// The last token concerned; the same as `start` for a single token.
    pub end: Span,
    /// What is wrong: lower case, the user's names in backticks, no full stop.
    pub message: String,
    /// How to mend it, shown after `help: `.
    pub help: Option<String>,
    /// Whether rustc will say it too.
    pub severity: Severity,
}

/// Whether rustc will report a mistake by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// rustc accepts it; only we can say it.
    Hard,
    /// The same, and what the macro would leave in the function's place is refused too, so it leaves nothing.
    Alone,
    /// rustc most likely refuses it too, with a better message; shown only when rustc finds nothing wrong.
    Soft,
}

impl Diagnostic {
    /// A mistake at one span.
    #[must_use]
    pub fn new(span: Span, message: impl Into<String>) -> Self {
        Self {
            start: span,
            end: span,
            message: message.into(),
            help: None,
            severity: Severity::Hard,
        }
    }

    /// A mistake over all tokens of a node.
    #[must_use]
    pub fn spanning(node: impl quote::ToTokens, message: impl Into<String>) -> Self {
        let mut tokens = node.into_token_stream().into_iter();
        let start = tokens
            .next()
            .map_or_else(Span::call_site, |token| token.span());
        let end = tokens.last().map_or(start, |token| token.span());
        Self {
            start,
            end,
            message: message.into(),
            help: None,
            severity: Severity::Hard,
        }
    }

    /// Says how to mend it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Leaves it to rustc, unless rustc finds nothing wrong.
    #[must_use]
    pub fn soft(mut self) -> Self {
        self.severity = Severity::Soft;
        self
    }

    /// Leaves nothing in the function's place.
    #[must_use]
    pub fn alone(mut self) -> Self {
        self.severity = Severity::Alone;
        self
    }

    /// The text rustc shows: the message, and the help on a line of its own.
    #[must_use]
    pub fn text(&self) -> String {
        match &self.help {
            Some(help) => format!("{}\nhelp: {help}", self.message),
            None => self.message.clone(),
        }
    }

    /// A `compile_error!` on the user's tokens.
    #[must_use]
    pub fn to_compile_error(&self) -> TokenStream {
        let text = self.text();
        let (start, end) = (self.start, self.end);
        let body = quote_spanned!(end=> { #text });
        quote_spanned!(start=> ::core::compile_error! #body)
    }
}

/// Mistakes collected on the way; must be checked before it is dropped.
#[derive(Debug, Default)]
pub struct Errors {
    list: Vec<Diagnostic>,
    checked: bool,
}

impl Errors {
    /// Starts with none.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Adds all that another stage found.
    pub fn extend(&mut self, diagnostics: Vec<Diagnostic>) {
        self.list.extend(diagnostics);
    }

    /// Whether none was found so far.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Ends the collection.
    ///
    /// # Errors
    /// The mistakes, if there are any.
    pub fn check(mut self) -> Result<(), Vec<Diagnostic>> {
        self.checked = true;
        let list = std::mem::take(&mut self.list);
        if list.is_empty() {
            Ok(())
        } else {
            Err(list)
        }
    }
}

impl Drop for Errors {
    fn drop(&mut self) {
        assert!(
            self.checked || self.list.is_empty() || std::thread::panicking(),
            "mistakes were collected and never checked"
        );
    }
}
