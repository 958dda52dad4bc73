//! What an actor has whose messages carry times.

use std::sync::Arc;

use super::Clock;

/// The runtime's clock, and who the actor is.
#[derive(Debug)]
pub(crate) struct Voice {
    pub(crate) clock: Arc<Clock>,
    pub(crate) node: u32,
}

impl Voice {
    /// The clock of an actor on the runtime's machine.
    pub(crate) fn clock_of_actor(&self) -> Clock {
        self.clock.beside(self.node)
    }
}
