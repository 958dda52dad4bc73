//! `cfg` as the build script can know it.

use std::collections::BTreeSet;

use syn::punctuated::Punctuated;
use syn::{Expr, ExprLit, Lit, Meta, Token};

/// The configuration options that are set.
#[derive(Clone, Debug, Default)]
pub struct Cfg {
    names: BTreeSet<String>,
    values: BTreeSet<(String, String)>,
}

/// Whether a `cfg` holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// It does in some of the builds that one run of the build script serves: `test`, `doctest`, `clippy`, ...
    Both,
}

/// Options that differ between builds which share a build script's run.
const UNKNOWABLE: [&str; 8] = [
    "test",
    "doctest",
    "doc",
    "clippy",
    "miri",
    "debug_assertions",
    "rust_analyzer",
    "panic",
];

impl Cfg {
    /// Takes the options that are set: `unix` is `("unix", "")`, `feature = "x"` is `("feature", "x")`.
    pub fn new(options: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut cfg = Self::default();
        for (name, value) in options {
            cfg = if value.is_empty() {
                cfg.with_name(name)
            } else {
                cfg.with_value(name, value)
            };
        }
        cfg
    }

    /// Sets an option of the form `name`, as `--cfg name` does.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.names.insert(name.into());
        self
    }

    /// Sets an option of the form `name = "value"`.
    #[must_use]
    pub fn with_value(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let (name, value) = (name.into(), value.into());
        let value = if name == "feature" {
            feature_name(&value)
        } else {
            value
        };
        self.values.insert((name, value));
        self
    }

    /// Evaluates what stands between the parentheses of `#[cfg(...)]`.
    #[must_use]
    pub fn evaluate(&self, predicate: &Meta) -> Truth {
        match predicate {
            Meta::Path(path) => match path.get_ident().map(ToString::to_string) {
                Some(name) if UNKNOWABLE.contains(&name.as_str()) => Truth::Both,
                Some(name) => Truth::from(name == "true" || self.names.contains(&name)),
                None => Truth::No,
            },
            Meta::NameValue(pair) => {
                let name = pair.path.get_ident().map(ToString::to_string);
                let value = match &pair.value {
                    Expr::Lit(ExprLit {
                        lit: Lit::Str(value),
                        ..
                    }) => Some(value.value()),
                    _other => None,
                };
                match (name, value) {
                    (Some(name), _) if name == "panic" => Truth::Both,
                    (Some(name), Some(value)) if name == "feature" => {
                        Truth::from(self.values.contains(&(name, feature_name(&value))))
                    }
                    (Some(name), Some(value)) => Truth::from(self.values.contains(&(name, value))),
                    (Some(_) | None, _) => Truth::No,
                }
            }
            Meta::List(list) => {
                let Ok(inner) =
                    list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
                else {
                    // `cfg(true)` and `cfg(false)` are literals to syn.
                    return Truth::from(list.tokens.to_string() == "true");
                };
                let mut inner = inner.iter().map(|predicate| self.evaluate(predicate));
                if list.path.is_ident("not") {
                    match inner.next() {
                        Some(Truth::Yes) => Truth::No,
                        Some(Truth::No) => Truth::Yes,
                        Some(Truth::Both) | None => Truth::Both,
                    }
                } else if list.path.is_ident("all") {
                    inner.fold(Truth::Yes, Truth::and)
                } else {
                    inner.fold(Truth::No, Truth::or)
                }
            }
        }
    }
}

impl Truth {
    /// Both hold.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, Self::Yes) => Self::Yes,
            (Self::Both, Self::Yes | Self::Both) | (Self::Yes, Self::Both) => Self::Both,
        }
    }

    fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Yes, _) | (_, Self::Yes) => Self::Yes,
            (Self::No, Self::No) => Self::No,
            (Self::Both, Self::No | Self::Both) | (Self::No, Self::Both) => Self::Both,
        }
    }
}

impl From<bool> for Truth {
    fn from(holds: bool) -> Self {
        if holds {
            Self::Yes
        } else {
            Self::No
        }
    }
}

/// Cargo shows features in upper case with `-` as `_`, so two that differ only there are one to us.
fn feature_name(name: &str) -> String {
    name.to_lowercase().replace('-', "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evaluate(predicate: &str) -> Truth {
        let cfg = Cfg::new([("unix".to_owned(), String::new())])
            .with_value("target_feature", "avx2")
            .with_value("feature", "FAST_MATH");
        cfg.evaluate(&syn::parse_str(predicate).expect("a predicate"))
    }

    #[test]
    fn options_that_are_set_hold() {
        assert_eq!(evaluate("unix"), Truth::Yes);
        assert_eq!(evaluate("windows"), Truth::No);
        assert_eq!(evaluate("target_feature = \"avx2\""), Truth::Yes);
        assert_eq!(evaluate("feature = \"fast-math\""), Truth::Yes);
        assert_eq!(evaluate("all(unix, not(feature = \"x\"))"), Truth::Yes);
        assert_eq!(evaluate("any(windows, feature = \"x\")"), Truth::No);
    }

    #[test]
    fn what_differs_between_builds_is_both() {
        assert_eq!(evaluate("test"), Truth::Both);
        assert_eq!(evaluate("not(test)"), Truth::Both);
        assert_eq!(evaluate("all(test, windows)"), Truth::No);
        assert_eq!(evaluate("any(test, unix)"), Truth::Yes);
    }
}
