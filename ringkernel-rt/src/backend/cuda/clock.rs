//! The GPU's clock beside the host's. What seats acknowledge tells it: see [`crate::control::Host::reading`].

use std::sync::Mutex;

use super::lock;
use crate::hlc::Alignment;

/// What is known of it; nothing before the first actor.
#[derive(Debug, Default)]
pub(super) struct Clock(Mutex<Option<Alignment>>);

impl Clock {
    /// Learns of a reading; gives the best that is known then.
    pub(super) fn learn(&self, newer: Alignment) -> Alignment {
        let mut known = lock(&self.0);
        let best = known.map_or(newer, |older| older.renewed(newer));
        *known = Some(best);
        best
    }

    pub(super) fn alignment(&self) -> Option<Alignment> {
        *lock(&self.0)
    }
}
