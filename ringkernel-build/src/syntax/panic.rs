//! `assert!`, `panic!` and their kin: what they test and what they say.
//!
//! The device holds no text: what is said is a literal of the source, kept beside the table of places.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::Parser as _;
use syn::punctuated::Punctuated;

use super::ast::{Assert, Expr, ExprKind, Test};
use super::parse::Parser;
use syn::spanned::Spanned as _;

/// What a macro of the standard library that may panic does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panic {
    /// It stops: what it says without an argument, and what it says before one.
    Stop {
        /// Without an argument.
        bare: &'static str,
        /// Before an argument.
        before: &'static str,
    },
    /// `assert!` and `debug_assert!`.
    Holds,
    /// `assert_eq!` and `debug_assert_eq!`.
    Equal,
    /// `assert_ne!` and `debug_assert_ne!`.
    Unequal,
}

impl Panic {
    /// By the path of a macro, as written.
    #[must_use]
    pub fn of(path: &syn::Path) -> Option<Self> {
        let segments: Vec<String> = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        let name = match segments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            [name] | ["std" | "core", name] => name.to_owned(),
            _ => return None,
        };
        let stop = |bare, before| Some(Self::Stop { bare, before });
        match name.strip_prefix("debug_").unwrap_or(&name) {
            "assert" => Some(Self::Holds),
            "assert_eq" => Some(Self::Equal),
            "assert_ne" => Some(Self::Unequal),
            _ => match name.as_str() {
                "panic" => stop("explicit panic", ""),
                "unreachable" => stop(
                    "internal error: entered unreachable code",
                    "internal error: entered unreachable code: ",
                ),
                "todo" => stop("not yet implemented", "not yet implemented: "),
                "unimplemented" => stop("not implemented", "not implemented: "),
                _ => None,
            },
        }
    }

    /// How many expressions come before the text.
    #[must_use]
    pub fn operands(self) -> usize {
        match self {
            Self::Stop { .. } => 0,
            Self::Holds => 1,
            Self::Equal | Self::Unequal => 2,
        }
    }
}

/// The arguments of a macro, if they are expressions.
#[must_use]
pub fn arguments(call: &syn::Macro) -> Option<Vec<syn::Expr>> {
    Punctuated::<syn::Expr, syn::Token![,]>::parse_terminated
        .parse2(call.tokens.clone())
        .ok()
        .map(|arguments| arguments.into_iter().collect())
}

/// What `assert!` says of a condition without a text of its own.
#[must_use]
pub fn assertion(condition: &syn::Expr) -> String {
    let mut text = String::from("assertion failed: ");
    Words::default().write(condition.to_token_stream(), &mut text);
    text
}

impl Parser {
    /// A macro that may panic.
    pub(super) fn panic_call(&mut self, call: &syn::Macro, panic: Panic) -> Option<Expr> {
        let debug = call.path.segments.last().is_some_and(|segment| {
            let name = segment.ident.to_string();
            name.starts_with("debug_")
        });
        let arguments = match arguments(call) {
            Some(arguments) if arguments.len() >= panic.operands() => arguments,
            Some(_) | None => {
                return self.refuse(
                    call,
                    "these are not the arguments of this macro",
                    "write the condition, then a text if you want one",
                )
            }
        };
        let (operands, text) = arguments.split_at(panic.operands());
        let text = self.panic_text(text);
        let operands: Vec<_> = operands.iter().map(|operand| self.expr(operand)).collect();
        let operands: Vec<Expr> = operands.into_iter().collect::<Option<_>>()?;
        let text = text?;
        let kind = match (panic, <[Expr; 2]>::try_from(operands)) {
            (Panic::Stop { bare, before }, _) => ExprKind::Panic(
                text.map_or_else(|| bare.to_owned(), |text| format!("{before}{text}")),
            ),
            (Panic::Holds, Err(operands)) => {
                let text = text.unwrap_or_else(|| assertion(&arguments[0]));
                let condition = operands.into_iter().next()?;
                ExprKind::Assert(Box::new(Assert {
                    debug,
                    test: Test::Holds(condition),
                    text,
                }))
            }
            (Panic::Equal | Panic::Unequal, Ok([left, right])) => {
                let (sign, test) = match panic {
                    Panic::Equal => ("==", Test::Equal(left, right)),
                    Panic::Unequal | Panic::Holds | Panic::Stop { .. } => {
                        ("!=", Test::Unequal(left, right))
                    }
                };
                let mut said = format!("assertion `left {sign} right` failed");
                if let Some(text) = text {
                    said.push_str(": ");
                    said.push_str(&text);
                }
                ExprKind::Assert(Box::new(Assert {
                    debug,
                    test,
                    text: said,
                }))
            }
            (Panic::Holds, Ok(_)) | (Panic::Equal | Panic::Unequal, Err(_)) => {
                unreachable!("the operands were counted")
            }
        };
        Some(Expr {
            kind,
            span: call.span(),
        })
    }

    /// The text behind the operands: a literal without anything to format.
    fn panic_text(&mut self, rest: &[syn::Expr]) -> Option<Option<String>> {
        let Some((first, values)) = rest.split_first() else {
            return Some(None);
        };
        let help = "write a text that is a literal; `log_error!(..)` before it can show the values";
        if let Some(value) = values.first() {
            return self.refuse(value, "device code does not format values", help);
        }
        let syn::Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(text),
            ..
        }) = first
        else {
            return self.refuse(first, "device code does not format values", help);
        };
        let text = text.value();
        if text.contains(['{', '}']) {
            return self.refuse(
                first,
                "device code does not format values",
                "write the text without `{` and `}`; `log_error!(..)` before it can show the values",
            );
        }
        Some(Some(text))
    }
}

/// Tokens as words on one line, much as rustc prints an expression; the same on every side that sees the tokens.
#[derive(Default)]
struct Words {
    /// What came before in this group.
    before: Before,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Before {
    /// Nothing yet, or something that wants no space behind it.
    #[default]
    Open,
    /// A name, literal or closed group: an operator behind it has two operands.
    Operand,
    /// `if`, `return`, `as` and other words behind which an expression starts.
    Keyword,
    /// An operator between two operands, or a comma: a space comes behind.
    Between,
}

impl Words {
    fn write(&mut self, tokens: TokenStream, text: &mut String) {
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
                    self.write(group.stream(), text);
                }
                TokenTree::Group(group) => self.group(&group, text),
                TokenTree::Ident(ident) => {
                    let word = ident.to_string();
                    self.space(text, self.before != Before::Open);
                    text.push_str(&word);
                    self.before = match word.as_str() {
                        "if" | "else" | "match" | "return" | "break" | "as" | "in" | "mut"
                        | "let" | "move" | "loop" | "while" | "for" | "unsafe" => Before::Keyword,
                        _ => Before::Operand,
                    };
                }
                TokenTree::Literal(literal) => {
                    self.space(text, self.before != Before::Open);
                    text.push_str(&literal.to_string());
                    self.before = Before::Operand;
                }
                TokenTree::Punct(punct) => {
                    let mut sign = String::from(punct.as_char());
                    let mut joint = punct.spacing() == Spacing::Joint;
                    while let (true, Some(TokenTree::Punct(next))) = (joint, tokens.peek()) {
                        let longer = format!("{sign}{}", next.as_char());
                        if !SIGNS.contains(&longer.as_str()) {
                            break;
                        }
                        joint = next.spacing() == Spacing::Joint;
                        sign = longer;
                        tokens.next();
                    }
                    self.sign(&sign, text);
                }
            }
        }
    }

    fn group(&mut self, group: &proc_macro2::Group, text: &mut String) {
        let (open, close) = match group.delimiter() {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Bracket => ("[", "]"),
            Delimiter::Brace | Delimiter::None => ("{ ", " }"),
        };
        let is_block = group.delimiter() == Delimiter::Brace;
        let wants_space = match self.before {
            Before::Open => false,
            Before::Operand => is_block,
            Before::Keyword | Before::Between => true,
        };
        self.space(text, wants_space);
        text.push_str(open);
        Words::default().write(group.stream(), text);
        text.push_str(close);
        self.before = Before::Operand;
    }

    fn sign(&mut self, sign: &str, text: &mut String) {
        match sign {
            "." | "::" | ".." | "..=" | "'" | "#" => {
                self.space(text, self.before == Before::Between);
                text.push_str(sign);
                self.before = Before::Open;
            }
            "?" => text.push('?'),
            "," | ";" => {
                text.push_str(sign);
                self.before = Before::Between;
            }
            // With nothing to its left, it belongs to what is on its right.
            _ if self.before != Before::Operand => {
                self.space(text, self.before != Before::Open);
                text.push_str(sign);
                self.before = Before::Open;
            }
            "!" => {
                text.push('!');
                self.before = Before::Open;
            }
            _ => {
                self.space(text, true);
                text.push_str(sign);
                self.before = Before::Between;
            }
        }
    }

    fn space(&self, text: &mut String, wanted: bool) {
        if wanted && !text.ends_with(' ') {
            text.push(' ');
        }
    }
}

/// Signs of more than one character.
const SIGNS: [&str; 24] = [
    "<<=", ">>=", "..=", "...", "&&", "||", "==", "!=", "<=", ">=", "+=", "-=", "*=", "/=", "%=",
    "^=", "&=", "|=", "<<", ">>", "::", "->", "=>", "..",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn said(condition: &str) -> String {
        assertion(&syn::parse_str(condition).expect("the test's text is Rust"))
    }

    #[test]
    fn a_condition_is_said_as_rustc_says_it() {
        for condition in [
            "x[i] > 0.0",
            "a == -1 && !(b < c)",
            "f(&mut x, *y) as u32 <= 3",
            "x.len() >= u32::MAX as usize - 1",
            "a << 2 != b",
            "matches!(x, 1..=4)",
            "if a { b } else { c }",
        ] {
            assert_eq!(said(condition), format!("assertion failed: {condition}"));
        }
        assert_eq!(said("a  ==\n  b"), "assertion failed: a == b");
    }
}
