//! All generated names.
//!
//! | Name | Where | What |
//! | --- | --- | --- |
//! | `<fn>_<16 hex>` | [`artifact_key`] | where the macro and the build script meet |
//! | `<fn>_<16 hex>-<n>` | [`instance_key`] | the same for the instances of a generic kernel |
//! | `ringkernel/` | [`FOLDER`] in `OUT_DIR` | what the build script leaves for the macro |
//! | `stamp` | [`STAMP`] | whose folder it is |
//! | `<key>.rs` | [`artifact_file`] | the artifact, a Rust expression |
//! | `<key>.err` | [`mistakes_file`] | what the build script found wrong |
//! | `__rk` | [`CRATE_ALIAS`] | the runtime crate in generated Rust |
//! | `__rk_<name>` | [`PREFIX`] | every generated Rust name that is not for users |
//! | `Params`, `args`, `CUDA`, `ARTIFACT` | [`RESERVED`] | members of a kernel's handle, `enum <fn>` |
//! | `<fn>` | device code | the entry symbol of a grid kernel, stencil or actor |
//! | `rk_<name>`, `RK_<NAME>` | device code | everything of the device headers |

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::visit_mut::VisitMut;

/// The folder in `OUT_DIR` that holds what the build script made.
pub const FOLDER: &str = "ringkernel";
/// The file in [`FOLDER`] that says whose folder it is.
pub const STAMP: &str = "stamp";
/// What generated Rust calls the runtime crate.
pub const CRATE_ALIAS: &str = "__rk";
/// How every generated Rust name that is not meant for users starts; users may not use it.
pub const PREFIX: &str = "__rk";
/// The runtime crate's name where the user's package does not rename it.
pub const RUNTIME_CRATE: &str = "ringkernel_rt";
/// The variant of a stencil's handle that carries its scalar parameters.
pub const PARAMS: &str = "Params";
/// The function of a grid kernel's handle that takes its arguments.
pub const ARGS: &str = "args";
/// The constant of a handle that is its CUDA source.
pub const CUDA: &str = "CUDA";
/// The constant of a handle that is its artifact.
pub const ARTIFACT: &str = "ARTIFACT";
/// What a kernel's parameter may not be called, since the handle has members of these names.
pub const RESERVED: [&str; 4] = [PARAMS, ARGS, CUDA, ARTIFACT];

/// The key of an instance of a generic kernel, by its position among those that the kernel's attribute lists.
#[must_use]
pub fn instance_key(key: &str, position: usize) -> String {
    format!("{key}-{position}")
}

/// The key of the function whose kernel, or instance, has this key.
#[must_use]
pub fn item_key(key: &str) -> &str {
    key.split_once('-').map_or(key, |(item, _)| item)
}

/// The file name of an artifact.
#[must_use]
pub fn artifact_file(key: &str) -> String {
    format!("{key}.rs")
}

/// The file name of the mistakes that the build script found in a function.
#[must_use]
pub fn mistakes_file(key: &str) -> String {
    format!("{key}.err")
}

/// A token of a function, with the place it was written at.
#[derive(Clone, Debug)]
pub struct Token {
    /// The token as text; an opening or closing delimiter is a token of its own.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// Names a function by its text, so that the macro finds what the build script made of it.
///
/// `kind` is the attribute's own name (`kernel`, `stencil`, `ring_kernel`, `device`), whatever it was imported as;
/// `attribute` is what stands between its parentheses. Comments, docs, white space and other attributes of the function
/// make no difference.
#[must_use]
pub fn artifact_key(kind: &str, attribute: &TokenStream, function: &syn::ItemFn) -> String {
    let mut text = String::from(kind);
    text.push('(');
    push_tokens(&mut text, &option_tokens(attribute));
    text.push_str(")\n");
    push_tokens(&mut text, &canonical_tokens(function));
    let hash = xxhash_rust::xxh3::xxh3_64(text.as_bytes());
    format!("{}_{hash:016x}", plain_name(&function.sig.ident))
}

/// A name without `r#`.
#[must_use]
pub fn plain_name(ident: &proc_macro2::Ident) -> String {
    let text = ident.to_string();
    text.strip_prefix("r#").map(str::to_owned).unwrap_or(text)
}

fn push_tokens(text: &mut String, tokens: &[Token]) {
    for token in tokens {
        text.push_str(&token.text);
        text.push(' ');
    }
}

/// The tokens of a function in the form in which every tool sees them alike: rustc, rustdoc, clippy, rust-analyzer and
/// a build script that parses the file.
///
/// The function's own attributes are left out (rustc has already resolved `cfg_attr` when it calls a macro), so is
/// documentation (each tool quotes it differently). A statement that is not the last of its block ends in `;`
/// (rust-analyzer adds one after blocks).
#[must_use]
pub fn canonical_tokens(function: &syn::ItemFn) -> Vec<Token> {
    let mut function = function.clone();
    function.attrs.clear();
    Canonical.visit_item_fn_mut(&mut function);
    let mut tokens = Vec::new();
    flatten(function.into_token_stream(), &mut tokens);
    tokens
}

/// The tokens between an attribute's parentheses.
#[must_use]
pub fn option_tokens(attribute: &TokenStream) -> Vec<Token> {
    let mut tokens = Vec::new();
    flatten(attribute.clone(), &mut tokens);
    tokens
}

struct Canonical;

impl VisitMut for Canonical {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<syn::Attribute>) {
        attributes.retain(|attribute| !attribute.path().is_ident("doc"));
    }

    fn visit_block_mut(&mut self, block: &mut syn::Block) {
        let last = block.stmts.len().saturating_sub(1);
        for statement in &mut block.stmts[..last] {
            let (span, semicolon) = match statement {
                // Tokens are dear: only who lacks the semicolon is asked for its last one.
                syn::Stmt::Expr(expr, semicolon @ None) => (last_span(&expr), semicolon),
                syn::Stmt::Macro(syn::StmtMacro {
                    mac,
                    semi_token: semicolon @ None,
                    ..
                }) => (last_span(&mac), semicolon),
                syn::Stmt::Expr(..)
                | syn::Stmt::Macro(_)
                | syn::Stmt::Local(_)
                | syn::Stmt::Item(_) => continue,
            };
            *semicolon = Some(syn::token::Semi(span));
        }
        syn::visit_mut::visit_block_mut(self, block);
    }
}

fn last_span(node: &impl ToTokens) -> Span {
    match node.to_token_stream().into_iter().last() {
        Some(TokenTree::Group(group)) => group.span_close(),
        Some(token) => token.span(),
        None => Span::call_site(),
    }
}

fn flatten(stream: TokenStream, tokens: &mut Vec<Token>) {
    for tree in stream {
        match tree {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => {
                        flatten(group.stream(), tokens);
                        continue;
                    }
                };
                tokens.push(Token {
                    text: open.to_owned(),
                    span: group.span_open(),
                });
                flatten(group.stream(), tokens);
                tokens.push(Token {
                    text: close.to_owned(),
                    span: group.span_close(),
                });
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => {
                tokens.push(Token {
                    text: tree.to_string(),
                    span: tree.span(),
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(attribute: &str, function: &str) -> String {
        let attribute: TokenStream = attribute.parse().expect("tokens");
        artifact_key(
            "kernel",
            &attribute,
            &syn::parse_str(function).expect("a function"),
        )
    }

    #[test]
    fn key_ignores_what_tools_see_differently() {
        let plain = key("", "fn f(x: &[f32]) { if true { } let a = t.1.0; a }");
        assert_eq!(
            plain,
            key(
                "",
                "/// Doc.\n#[allow(dead_code)] fn f(x: &[f32])\n{ #![doc = \"x\"] if true { } ; /** c */ let a = t . 1 . 0; a }",
            )
        );
        assert!(plain.starts_with("f_") && plain.len() == "f_".len() + 16);
    }

    #[test]
    fn key_tells_bodies_attributes_and_kinds_apart() {
        let plain = key("", "fn f() { 1; }");
        assert_ne!(plain, key("", "fn f() { 2; }"));
        assert_ne!(plain, key("fast(ftz)", "fn f() { 1; }"));
        let function: syn::ItemFn = syn::parse_quote!(
            fn f() {
                1;
            }
        );
        assert_ne!(
            plain,
            artifact_key("device", &TokenStream::new(), &function)
        );
    }

    #[test]
    fn raw_names_lose_their_mark() {
        assert!(key("", "fn r#loop() {}").starts_with("loop_"));
    }

    #[test]
    fn delimiters_are_tokens() {
        let function: syn::ItemFn = syn::parse_quote!(
            fn f() {
                g(a[1]);
            }
        );
        let text: Vec<String> = canonical_tokens(&function)
            .into_iter()
            .map(|token| token.text)
            .collect();
        assert_eq!(text.join(" "), "fn f ( ) { g ( a [ 1 ] ) ; }");
    }
}
