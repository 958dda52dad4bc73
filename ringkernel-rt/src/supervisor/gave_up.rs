//! Why a supervisor failed.

use std::fmt;

use super::policy::Intensity;
use crate::error::Error;

/// A supervisor had to restart its children more often than allowed, and has ended them all.
///
/// Where the child that failed last was a supervisor, the cause is its own `GaveUp`: [`chain`](Self::chain) goes down to
/// the actor.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct GaveUp {
    /// The supervisor's path.
    pub supervisor: String,
    /// The path of the child that failed once too often.
    pub child: String,
    /// How often children may be restarted.
    pub intensity: Intensity,
    /// How the child failed.
    pub cause: Box<Error>,
}

impl GaveUp {
    /// This and what it came from: supervisors from the outermost on, the last one's cause at the end.
    pub fn chain(&self) -> impl Iterator<Item = &Error> {
        std::iter::successors(Some(&*self.cause), |error| match error {
            Error::GaveUp(inner) => Some(&inner.cause),
            _ => None,
        })
    }
}

impl fmt::Display for GaveUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Intensity { restarts, within } = self.intensity;
        write!(
            f,
            "supervisor `{}` gave up on `{}`: more than {restarts} restarts within {within:?}",
            self.supervisor, self.child
        )
    }
}

impl std::error::Error for GaveUp {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.cause)
    }
}
