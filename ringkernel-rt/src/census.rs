//! The actors of a runtime, or of one launch of it, by number.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::actor::dossier::Dossier;
use crate::counters::Counters;

/// Knows each actor whose handle lives. Clones share it.
#[derive(Clone, Default)]
pub(crate) struct Census {
    table: Arc<Mutex<Table>>,
    /// The one that this is a part of: who is in this is in that.
    whole: Option<Arc<Census>>,
}

#[derive(Default)]
struct Table {
    /// Actors that were ever entered.
    entered: u64,
    actors: BTreeMap<u64, Arc<Dossier>>,
    /// What those have counted who have left.
    left: Counters,
}

impl Census {
    fn table(&self) -> MutexGuard<'_, Table> {
        // Held for single operations on the map, which leave it whole.
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One for some of the actors.
    pub(crate) fn part(&self) -> Self {
        Self {
            table: Arc::default(),
            whole: Some(Arc::new(self.clone())),
        }
    }

    /// Enters an actor under a number of its own, from 1.
    pub(crate) fn enter(&self, make: impl FnOnce(u64) -> Dossier) -> Arc<Dossier> {
        let (mut table, dossier) = match &self.whole {
            None => {
                let mut table = self.table();
                table.entered += 1;
                let dossier = Arc::new(make(table.entered));
                (table, dossier)
            }
            Some(whole) => {
                let dossier = whole.enter(make);
                (self.table(), dossier)
            }
        };
        table.actors.insert(dossier.number(), dossier.clone());
        dossier
    }

    /// An actor that has ended leaves; what it has counted stays.
    pub(crate) fn leave(&self, actor: &Dossier) {
        let counters = actor.counters();
        let dossier = {
            let mut table = self.table();
            table.left += counters;
            table.actors.remove(&actor.number())
        };
        drop(dossier);
        if let Some(whole) = &self.whole {
            whole.leave(actor);
        }
    }

    /// What all have counted, with those who have left.
    pub(crate) fn counters(&self) -> Counters {
        let (mut sum, actors) = {
            let table = self.table();
            let actors: Vec<_> = table.actors.values().cloned().collect();
            (table.left, actors)
        };
        // Not under the lock: an actor that leaves meanwhile has its numbers still.
        sum += actors.iter().map(|actor| actor.counters()).sum();
        sum
    }

    /// All, by number.
    pub(crate) fn actors(&self) -> Vec<Arc<Dossier>> {
        self.table().actors.values().cloned().collect()
    }
}

impl fmt::Debug for Census {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Census")
            .field("actors", &self.table().actors.len())
            .finish_non_exhaustive()
    }
}
