//! What must end before a runtime does: actors.
//!
//! The runtime does not know actors; each leaves here how to end it, and takes that back when it has ended.

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::error::Error;

/// Orders a resident to end; the future waits for that, within bounded time of the order.
pub(crate) type Ending =
    Box<dyn FnOnce() -> Pin<Box<dyn Future<Output = Result<(), Error>> + Send>> + Send>;

/// The residents of a runtime.
#[derive(Clone, Default)]
pub(crate) struct Residents {
    table: Arc<Mutex<Table>>,
}

#[derive(Default)]
struct Table {
    /// Set by the first [`Residents::end`]: nobody may come any more.
    closed: bool,
    next: u64,
    endings: BTreeMap<u64, Ending>,
}

/// A resident's entry; dropping it says that the resident has ended.
#[derive(Debug)]
pub(crate) struct Registration {
    residents: Residents,
    number: u64,
}

impl Residents {
    fn table(&self) -> MutexGuard<'_, Table> {
        // The lock is held for single operations on the map, which leave it whole.
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Fails when nobody may come any more.
    ///
    /// # Errors
    /// [`Error::ShutDown`] once the runtime is ending.
    pub(crate) fn check_open(&self) -> Result<(), Error> {
        match self.table().closed {
            true => Err(Error::ShutDown),
            false => Ok(()),
        }
    }

    /// Enters a resident.
    ///
    /// # Errors
    /// [`Error::ShutDown`] once the runtime is ending.
    pub(crate) fn enter(&self, ending: Ending) -> Result<Registration, Error> {
        let mut table = self.table();
        if table.closed {
            return Err(Error::ShutDown);
        }
        let number = table.next;
        table.next += 1;
        table.endings.insert(number, ending);
        Ok(Registration {
            residents: self.clone(),
            number,
        })
    }

    /// Ends all residents, ordered the first one first, and lets no more in. All are ordered before one is waited for.
    ///
    /// # Errors
    /// The first error of a resident's end; the others are ended all the same.
    pub(crate) async fn end(&self) -> Result<(), Error> {
        let endings = {
            let mut table = self.table();
            table.closed = true;
            std::mem::take(&mut table.endings)
        };
        let ends: Vec<_> = endings.into_values().map(|ending| ending()).collect();
        let mut result = Ok(());
        for end in ends {
            result = result.and(end.await);
        }
        result
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        // Dropped after the lock: what an ending holds may be a registration itself.
        let ending = self.residents.table().endings.remove(&self.number);
        drop(ending);
    }
}

impl fmt::Debug for Residents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Residents")
            .field("count", &self.table().endings.len())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(log: &Arc<Mutex<Vec<u32>>>, number: u32, result: Result<(), Error>) -> Ending {
        let log = log.clone();
        Box::new(move || {
            Box::pin(async move {
                log.lock().unwrap().push(number);
                result
            })
        })
    }

    #[tokio::test]
    async fn all_that_are_left_end_in_order() {
        let (residents, log) = (Residents::default(), Arc::default());
        let _first = residents
            .enter(note(&log, 1, Err(Error::NoInstances)))
            .unwrap();
        let second = residents.enter(note(&log, 2, Ok(()))).unwrap();
        let _third = residents
            .enter(note(&log, 3, Err(Error::ShutDown)))
            .unwrap();
        drop(second);
        assert_eq!(residents.end().await, Err(Error::NoInstances));
        assert_eq!(*log.lock().unwrap(), [1, 3]);
        let late = residents.enter(note(&log, 4, Ok(())));
        assert_eq!(late.unwrap_err(), Error::ShutDown);
    }
    #[tokio::test]
    async fn nobody_waits_for_others_before_the_order_to_end() {
        let residents = Residents::default();
        let (order, ordered) = tokio::sync::oneshot::channel();
        let first: Ending =
            Box::new(|| Box::pin(async { ordered.await.map_err(|_| Error::ShutDown) }));
        let second: Ending = Box::new(|| {
            order.send(()).expect("the first waits");
            Box::pin(async { Ok(()) })
        });
        let _first = residents.enter(first).unwrap();
        let _second = residents.enter(second).unwrap();
        let end = tokio::time::timeout(std::time::Duration::from_secs(5), residents.end());
        assert_eq!(end.await, Ok(Ok(())));
    }
}
