//! Launches that are told to end, until they have. Who drops a pool does not wait for its kernel, which may be busy with a
//! message: a thread looks again and again, and ends with the last one; so does who looks for room for another.

use std::sync::Weak;
use std::thread;
use std::time::{Duration, Instant};

use super::parking::Tenant;
use super::pool::Remains;
use super::{lock, Inner};
use crate::error::{Asked, Error};

/// How long who drops a pool waits for its kernel. One that is idle is gone after microseconds, and its place vacant when
/// the drop returns.
const BRIEFLY: Duration = Duration::from_millis(5);

/// How long others wait: who needs the room, and who ends the runtime.
const PATIENCE: Duration = Duration::from_secs(2);

/// The longest time between two looks.
const LONGEST_PAUSE: Duration = Duration::from_millis(20);

/// What is left of pools.
#[derive(Debug, Default)]
pub(super) struct Departures {
    remains: Vec<Remains>,
    /// A thread looks.
    watched: bool,
}

/// Looks until something is found, but not for longer than `time`; ever less often.
fn look_for<T>(time: Duration, mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let begin = Instant::now();
    let mut pause = Duration::from_micros(10);
    loop {
        let found = look();
        if found.is_some() || begin.elapsed() > time {
            return found;
        }
        thread::sleep(pause);
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

impl Inner {
    /// Takes back what a kernel uses that was told to end, once it has.
    pub(super) fn see_off(&'static self, remains: Remains) {
        lock(&self.departures).remains.push(remains);
        if look_for(BRIEFLY, || self.settle().then_some(())).is_some() {
            return;
        }
        let mut departures = lock(&self.departures);
        if !departures.watched && !departures.remains.is_empty() {
            let thread = thread::Builder::new().name("ringkernel-departures".into());
            // Without a thread it is left to who comes next.
            departures.watched = thread.spawn(|| self.watch_departures()).is_ok();
        }
    }

    /// What `take` comes to, tried again while it fails and kernels that are about to leave may be in its way.
    pub(super) fn find_room<T>(
        &self,
        mut take: impl FnMut() -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut last = None;
        let found = look_for(PATIENCE, || {
            let all_gone = self.settle();
            match take() {
                Err(error) if !all_gone => {
                    last = Some(error);
                    None
                }
                result => Some(result),
            }
        });
        found.unwrap_or_else(|| Err(last.expect("the last try has failed")))
    }

    /// Ends these launches, whoever still has them. The context must be bound.
    ///
    /// # Errors
    /// [`Error::Timeout`] if one is busy for longer; the driver's.
    pub(super) fn end_all(&self, launches: &[Weak<Tenant>]) -> Result<(), Error> {
        let end = |tenant: &Weak<Tenant>| {
            let Some(tenant) = tenant.upgrade() else {
                return Ok(true);
            };
            // Each time: who has not heard of the end yet may have given another order.
            tenant.order_end();
            tenant.leave()
        };
        let ended = look_for(PATIENCE, || {
            let mut all = true;
            for tenant in launches {
                match end(tenant) {
                    Ok(left) => all &= left,
                    Err(error) => return Some(Err(error)),
                }
            }
            all.then_some(Ok(()))
        });
        ended.unwrap_or_else(|| {
            Err(Error::Timeout {
                name: "the actors' kernels".into(),
                asked: Asked::End,
            })
        })
    }

    fn watch_departures(&self) {
        loop {
            look_for(PATIENCE, || self.settle().then_some(()));
            let mut departures = lock(&self.departures);
            if departures.remains.is_empty() {
                departures.watched = false;
                return;
            }
        }
    }

    /// Takes back what those have used that are gone; whether all are.
    fn settle(&self) -> bool {
        let mut gone = Vec::new();
        let all = {
            let mut departures = lock(&self.departures);
            for remains in std::mem::take(&mut departures.remains) {
                match remains.has_left() {
                    Ok(true) => gone.push(remains),
                    Ok(false) => departures.remains.push(remains),
                    // In a broken context nothing says that the kernel is gone: all is left to it, its place stays taken.
                    Err(_) => std::mem::forget(remains),
                }
            }
            departures.remains.is_empty()
        };
        gone.into_iter().for_each(Remains::settle);
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_looks_finds_or_gives_up() {
        let mut looks = 0;
        let found = look_for(Duration::from_secs(60), || {
            looks += 1;
            (looks == 5).then_some(looks)
        });
        assert_eq!(found, Some(5));
        assert_eq!(look_for(Duration::from_micros(50), || None::<u32>), None);
    }
}
