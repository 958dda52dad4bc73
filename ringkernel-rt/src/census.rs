//! The actors of a runtime, by number.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::actor::dossier::Dossier;

/// Knows each actor whose handle lives. Clones share it.
#[derive(Clone, Default)]
pub(crate) struct Census {
    table: Arc<Mutex<Table>>,
}

#[derive(Default)]
struct Table {
    /// Actors that were ever entered.
    entered: u64,
    actors: BTreeMap<u64, Arc<Dossier>>,
}

impl Census {
    fn table(&self) -> MutexGuard<'_, Table> {
        // Held for single operations on the map, which leave it whole.
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Enters an actor under a number of its own, from 1.
    pub(crate) fn enter(&self, make: impl FnOnce(u64) -> Dossier) -> Arc<Dossier> {
        let mut table = self.table();
        table.entered += 1;
        let dossier = Arc::new(make(table.entered));
        table.actors.insert(dossier.number(), dossier.clone());
        dossier
    }

    pub(crate) fn leave(&self, number: u64) {
        let dossier = self.table().actors.remove(&number);
        drop(dossier);
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
