//! Records of the log: the call that writes one, and what the artifact keeps of its text.

use super::stmt::Body;
use crate::ir::{Location, Log, Scalar, Type};
use crate::log::Level;

/// What the artifact keeps of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogText {
    /// How important it is.
    pub level: Level,
    /// Where it is written.
    pub location: Location,
    /// Its text in [plain form](crate::log::Text::plain).
    pub text: String,
    /// The types of what fills the text's places.
    pub values: Vec<Scalar>,
}

impl Body<'_> {
    /// Writes the call.
    pub(super) fn log(&mut self, log: &Log, location: Location) {
        let values = log.values.iter().map(|value| match value.ty {
            Type::Scalar(scalar) => scalar,
            _other => unreachable!("checked by lower::log"),
        });
        let text = LogText {
            level: log.level,
            location,
            text: log.text.clone(),
            values: values.collect(),
        };
        let known = self.out.logs.iter().position(|other| *other == text);
        let site = known.unwrap_or_else(|| {
            self.out.logs.push(text);
            self.out.logs.len() - 1
        });
        let mut words: Vec<String> = log
            .values
            .iter()
            .map(|value| format!("rk_log_word({})", self.expr(value)))
            .collect();
        words.resize(crate::log::MOST_VALUES, "0".to_owned());
        let words = words.join(", ");
        self.out
            .w
            .line(&format!("rk_log_write(rk, {site}u, {words});"));
    }
}
