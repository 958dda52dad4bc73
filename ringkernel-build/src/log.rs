//! What kernels tell the host while they run: `log_info!("cell {} is {}", i, v)` and its kin.
//!
//! A record holds the numbers alone. Its text stays in the artifact, in a plain form that the runtime fills in: `{}` and
//! `{:?}` for the next value, `{{` and `}}` for braces.

/// How important a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// `log_error!`.
    Error,
    /// `log_warn!`.
    Warn,
    /// `log_info!`.
    Info,
    /// `log_debug!`.
    Debug,
    /// `log_trace!`.
    Trace,
}

/// Values of one record.
pub const MOST_VALUES: usize = 4;

impl Level {
    /// The level of the macro of this name.
    #[must_use]
    pub fn of_macro(name: &str) -> Option<Self> {
        Some(match name {
            "log_error" => Self::Error,
            "log_warn" => Self::Warn,
            "log_info" => Self::Info,
            "log_debug" => Self::Debug,
            "log_trace" => Self::Trace,
            _ => return None,
        })
    }
}

/// A text as the user wrote it, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Its plain form.
    pub plain: String,
    /// What fills each of its places.
    pub values: Vec<Value>,
}

/// What fills a place of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// The next argument.
    Next,
    /// The variable named between the braces.
    Variable(String),
}

impl Text {
    /// Takes a text apart; `Err` is what cannot stand between braces, or a brace alone.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut plain = String::with_capacity(text.len());
        let mut values = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            let (before, from) = rest.split_at(at);
            plain.push_str(before);
            if from.starts_with("{{") || from.starts_with("}}") {
                plain.push_str(&from[..2]);
                rest = &from[2..];
                continue;
            }
            let end = from.find('}').filter(|_| from.starts_with('{'));
            let Some(end) = end else {
                return Err(from[..1].to_owned());
            };
            let (place, after) = (&from[..=end], &from[end + 1..]);
            let inside = &from[1..end];
            let (name, form) = match inside.split_once(':') {
                Some((name, "?")) => (name.trim(), "{:?}"),
                Some((name, "")) => (name.trim(), "{}"),
                Some(_) => return Err(place.to_owned()),
                None => (inside.trim(), "{}"),
            };
            plain.push_str(form);
            values.push(match name.chars().next() {
                None => Value::Next,
                Some(first) if first == '_' || first.is_ascii_alphabetic() => {
                    Value::Variable(name.to_owned())
                }
                Some(_) => return Err(place.to_owned()),
            });
            rest = after;
        }
        plain.push_str(rest);
        Ok(Self { plain, values })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_taken_apart() {
        let text = Text::parse("{{cell}} {} is {v:?}, not {:?} {w}").expect("all is legal");
        assert_eq!(text.plain, "{{cell}} {} is {:?}, not {:?} {}");
        assert_eq!(
            text.values,
            [
                Value::Next,
                Value::Variable("v".to_owned()),
                Value::Next,
                Value::Variable("w".to_owned())
            ]
        );
    }

    #[test]
    fn other_formats_are_refused() {
        for (text, wrong) in [
            ("{:>5}", "{:>5}"),
            ("a {0}", "{0}"),
            ("{x:.2}", "{x:.2}"),
            ("a } b", "}"),
            ("a {", "{"),
        ] {
            assert_eq!(Text::parse(text), Err(wrong.to_owned()));
        }
    }
}
