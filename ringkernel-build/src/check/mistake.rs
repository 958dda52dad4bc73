//! A broken rule, by its place in the source.

use crate::ir::Location;

/// A mistake that only the whole crate shows. The IR has places instead of spans; whoever knows the items turns the
/// place into the tokens that stand there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The first character of the tokens concerned.
    pub location: Location,
    /// What is wrong: lower case, the user's names in backticks, no full stop.
    pub message: String,
    /// How to mend it.
    pub help: String,
}
