//! The files that the build script leaves for the macro, in both directions.
//!
//! A [`Stamp`] says whose folder it is and how the scan went; the [`Mistake`]s of a function carry what the whole-crate
//! stages found wrong to the macro, which shows it on the user's tokens. An empty list of mistakes is a meaning too: the
//! function has no artifact because of a mistake that is shown elsewhere.

use crate::diagnostic::Severity;

/// The format of all files in the folder; another one is refused.
const FORMAT: &str = "format 1";

/// Who made the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// `CARGO_PKG_NAME` of the package whose build script ran.
    pub package: String,
    /// `CARGO_MANIFEST_DIR` of that package.
    pub manifest_dir: String,
    /// What that package calls the runtime crate, as an identifier.
    pub runtime: String,
    /// How the scan went.
    pub scan: Scan,
}

/// How the scan went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scan {
    /// Every file was read.
    Complete,
    /// A file could not be parsed, so kernels may be missing; rustc will say where.
    SyntaxError,
}

impl Stamp {
    /// The file's text.
    #[must_use]
    pub fn to_text(&self) -> String {
        let scan = match self.scan {
            Scan::Complete => "ok",
            Scan::SyntaxError => "syntax-error",
        };
        format!(
            "{FORMAT}\npackage = {}\nmanifest = {}\nrt = {}\nscan = {scan}\n",
            self.package, self.manifest_dir, self.runtime
        )
    }

    /// Reads the file's text; `None` for another format.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        if lines.next()? != FORMAT {
            return None;
        }
        let mut value = |name: &str| lines.next()?.strip_prefix(name)?.strip_prefix(" = ");
        Some(Self {
            package: value("package")?.to_owned(),
            manifest_dir: value("manifest")?.to_owned(),
            runtime: value("rt")?.to_owned(),
            scan: match value("scan")? {
                "ok" => Scan::Complete,
                "syntax-error" => Scan::SyntaxError,
                _ => return None,
            },
        })
    }
}

/// A mistake, placed by the [canonical tokens](crate::name::canonical_tokens) of its function, followed by the [tokens of
/// its attribute](crate::name::option_tokens).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Index of the first token concerned.
    pub start: usize,
    /// Index of the last token concerned.
    pub end: usize,
    /// Whether rustc will say it too.
    pub severity: Severity,
    /// The message with its help, as rustc shows it.
    pub text: String,
}

impl Mistake {
    /// Places a diagnostic in its function or the attribute's options; one that lies outside is put on the function's
    /// name.
    #[cfg(feature = "toolchain")]
    #[must_use]
    pub fn place(
        diagnostic: &crate::diagnostic::Diagnostic,
        tokens: &[crate::name::Token],
        options: &[crate::name::Token],
    ) -> Self {
        let name = tokens
            .iter()
            .position(|token| token.text == "fn")
            .map_or(0, |keyword| keyword + 1);
        let among = |tokens: &[crate::name::Token]| {
            let start = tokens.iter().position(|token| {
                let (token, wanted) = (token.span, diagnostic.start);
                token.start() <= wanted.start() && wanted.start() < token.end()
            })?;
            let end = tokens
                .iter()
                .rposition(|token| token.span.end() <= diagnostic.end.end());
            Some((start, end.map_or(start, |end| end.max(start))))
        };
        let in_options = || {
            let (start, end) = among(options)?;
            Some((tokens.len() + start, tokens.len() + end))
        };
        let (start, end) = among(tokens).or_else(in_options).unwrap_or((name, name));
        Self {
            start,
            end,
            severity: diagnostic.severity,
            text: diagnostic.text(),
        }
    }

    /// The text of a file with all mistakes of one function.
    #[must_use]
    pub fn to_text(mistakes: &[Self]) -> String {
        mistakes
            .iter()
            .map(|mistake| {
                let severity = match mistake.severity {
                    Severity::Hard => "hard",
                    Severity::Alone => "alone",
                    Severity::Soft => "soft",
                };
                let text = mistake.text.replace('\\', r"\\").replace('\n', r"\n");
                format!("{} {} {severity} {text}\n", mistake.start, mistake.end)
            })
            .collect()
    }

    /// Reads the file's text; `None` where it is not in this format.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Vec<Self>> {
        text.lines()
            .map(|line| {
                let mut parts = line.splitn(4, ' ');
                Some(Self {
                    start: parts.next()?.parse().ok()?,
                    end: parts.next()?.parse().ok()?,
                    severity: match parts.next()? {
                        "hard" => Severity::Hard,
                        "alone" => Severity::Alone,
                        "soft" => Severity::Soft,
                        _ => return None,
                    },
                    text: unescape(parts.next()?),
                })
            })
            .collect()
    }
}

fn unescape(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match (character, character == '\\') {
            (_, true) => match characters.next() {
                Some('n') => result.push('\n'),
                Some(other) => result.push(other),
                None => {}
            },
            (plain, false) => result.push(plain),
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamp_survives_its_file() {
        let stamp = Stamp {
            package: "app".into(),
            manifest_dir: "/home/me/my app".into(),
            runtime: "gpu".into(),
            scan: Scan::SyntaxError,
        };
        assert_eq!(Stamp::from_text(&stamp.to_text()), Some(stamp));
        assert_eq!(Stamp::from_text("format 0\n"), None);
    }

    #[test]
    fn mistakes_survive_their_file() {
        let mistakes = vec![
            Mistake {
                start: 3,
                end: 9,
                severity: Severity::Hard,
                text: "`a` is \\n no good\nhelp: write `b`".into(),
            },
            Mistake {
                start: 1,
                end: 1,
                severity: Severity::Soft,
                text: "a b".into(),
            },
        ];
        assert_eq!(
            Mistake::from_text(&Mistake::to_text(&mistakes)),
            Some(mistakes)
        );
        assert_eq!(Mistake::from_text(""), Some(Vec::new()));
    }

    #[cfg(feature = "toolchain")]
    #[test]
    fn mistakes_are_placed_on_their_tokens() {
        use crate::diagnostic::Diagnostic;
        let function: syn::ItemFn =
            syn::parse_str("fn f() {\n    if a { }\n    b + c.d;\n}").expect("a function");
        let tokens = crate::name::canonical_tokens(&function);
        let syn::Stmt::Expr(sum, _) = &function.block.stmts[1] else {
            panic!("the second statement is an expression");
        };
        let mistake = Mistake::place(&Diagnostic::spanning(sum, "no"), &tokens, &[]);
        let text: Vec<&str> = tokens[mistake.start..=mistake.end]
            .iter()
            .map(|token| token.text.as_str())
            .collect();
        assert_eq!(text, ["b", "+", "c", ".", "d"]);
    }

    #[cfg(feature = "toolchain")]
    #[test]
    fn mistakes_in_options_follow_the_functions_tokens() {
        use crate::diagnostic::Diagnostic;
        let item: syn::ItemFn =
            syn::parse_str("#[kernel(fast(ftz), max_registers = 64)]\nfn f() {}")
                .expect("a function");
        let syn::Meta::List(attribute) = &item.attrs[0].meta else {
            panic!("the attribute has options");
        };
        let (tokens, options) = (
            crate::name::canonical_tokens(&item),
            crate::name::option_tokens(&attribute.tokens),
        );
        let number = options.last().expect("it was written").span;
        let mistake = Mistake::place(&Diagnostic::new(number, "no"), &tokens, &options);
        assert_eq!(mistake.start, tokens.len() + options.len() - 1);
        assert_eq!(mistake.end, mistake.start);
    }
}
