//! `log_info!("cell {} is {}", i, v)` and its kin.

use proc_macro2::Span;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned as _;
use syn::Token;

use super::ast::{Expr, ExprKind, Ident, Log, Path};
use super::parse::Parser;
use crate::log::{Level, Text, Value, MOST_VALUES};

/// A call of one of the macros, as the user wrote it.
#[derive(Clone)]
#[expect(
    missing_debug_implementations,
    reason = "syn's nodes have none without its feature for it"
)]
pub struct Call {
    /// Which of them.
    pub level: Level,
    /// The text.
    pub text: syn::LitStr,
    /// The comma behind it.
    pub comma: Option<Token![,]>,
    /// The arguments.
    pub args: Punctuated<syn::Expr, Token![,]>,
}

struct Inside(
    syn::LitStr,
    Option<Token![,]>,
    Punctuated<syn::Expr, Token![,]>,
);

impl Parse for Inside {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let text = input.parse()?;
        let comma: Option<Token![,]> = input.parse()?;
        let args = match comma {
            Some(_) => Punctuated::parse_terminated(input)?,
            None => Punctuated::new(),
        };
        Ok(Self(text, comma, args))
    }
}

impl Call {
    /// Reads a call; any other macro is none, and so is one that is not a text and values.
    #[must_use]
    pub fn of(call: &syn::Macro) -> Option<Self> {
        let level = Level::of_macro(&call.path.segments.last()?.ident.to_string())?;
        let Inside(text, comma, args) = call.parse_body().ok()?;
        Some(Self {
            level,
            text,
            comma,
            args,
        })
    }
}

impl Parser {
    /// A call of one of the macros.
    pub(super) fn log_call(&mut self, call: &syn::Macro) -> Option<Expr> {
        let Some(Call {
            level, text, args, ..
        }) = Call::of(call)
        else {
            return self.refuse(
                call,
                "a record of the log is a text and values",
                "write `log_info!(\"cell {} is {}\", i, v)`",
            );
        };
        let mut given = args.iter();
        let taken = match Text::parse(&text.value()) {
            Ok(taken) => taken,
            Err(wrong) => {
                return self.refuse(
                    &text,
                    format!("`{wrong}` cannot stand in the text of a kernel's log"),
                    "write `{}`, `{:?}` or a variable's name as `{name}`, and `{{` for a brace",
                )
            }
        };
        let wanted = taken
            .values
            .iter()
            .filter(|value| **value == Value::Next)
            .count();
        if wanted != args.len() {
            return self.refuse(
                &text,
                format!(
                    "this text has places for {wanted} values, not for {}",
                    args.len()
                ),
                "give one value for each `{}`",
            );
        }
        if taken.values.len() > MOST_VALUES {
            return self.refuse(
                &text,
                format!(
                    "a record of the log holds {MOST_VALUES} values, not {}",
                    taken.values.len()
                ),
                "log the others in a second record",
            );
        }
        let span = text.span();
        let values: Vec<_> = taken
            .values
            .iter()
            .map(|value| match value {
                Value::Next => match given.next() {
                    Some(syn::Expr::Assign(named)) => self.refuse(
                        named,
                        "values of a kernel's log have no names",
                        "write `{}` and the value, or name a variable between the braces",
                    ),
                    Some(arg) => self.expr(arg),
                    None => None,
                },
                Value::Variable(name) => Some(variable(name, span)),
            })
            .collect();
        Some(Expr {
            kind: ExprKind::Log(Log {
                level,
                text: taken.plain,
                values: values.into_iter().collect::<Option<_>>()?,
            }),
            span: call.span(),
        })
    }
}

fn variable(name: &str, span: Span) -> Expr {
    let ident = Ident {
        name: name.to_owned(),
        span,
    };
    Expr {
        kind: ExprKind::Path(Path {
            absolute: false,
            segments: vec![ident],
            arguments: Vec::new(),
            span,
        }),
        span,
    }
}
