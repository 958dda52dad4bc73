//! The clock of a node.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::Timestamp;
use crate::sync::{AtomicU64, Ordering};

/// A hybrid logical clock, for any number of threads: times that it gives are all different and go up.
///
/// The machine's time under it is the system's as the clock was made, carried on by the steady clock, so a correction of
/// the system's time makes no jump. The clock is lock-free: one word holds both parts.
///
/// ```
/// use ringkernel_rt::hlc::Clock;
///
/// let (here, there) = (Clock::new(1), Clock::new(2));
/// let sent = here.now();
/// let received = there.merge(sent)?;
/// assert!(sent < received && received < there.now());
/// # Ok::<(), ringkernel_rt::hlc::Drift>(())
/// ```
#[derive(Debug)]
pub struct Clock {
    /// [`Timestamp::packed`] of the last time. Where the logical part is full, the next event lets the physical part go
    /// up. Relaxed throughout: each change is one step of this word alone, and steps that are ordered by anything else
    /// come in that order.
    word: AtomicU64,
    node: u32,
    machine: Machine,
    max_drift: Duration,
}

/// The machine's time.
#[derive(Clone, Copy, Debug)]
struct Machine {
    since: Instant,
    /// Nanoseconds from the Unix epoch to then.
    unix: u64,
}

/// A time from elsewhere that is too far ahead of this machine's clock. The clock that was to receive it has not moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the time {remote} is {ahead:?} ahead of this machine's clock, more than the {bound:?} allowed: one of the two clocks is wrong")]
pub struct Drift {
    /// The time.
    pub remote: Timestamp,
    /// How far its physical part is ahead.
    pub ahead: Duration,
    /// How far it may be.
    pub bound: Duration,
}

impl Machine {
    fn start() -> Self {
        let unix = SystemTime::now().duration_since(UNIX_EPOCH);
        Self {
            since: Instant::now(),
            // A clock before 1970 is set wrong; messages still order what happens.
            unix: unix.map_or(0, nanoseconds),
        }
    }

    fn at(&self, time: Instant) -> u64 {
        match time.checked_duration_since(self.since) {
            Some(after) => self.unix + nanoseconds(after),
            None => (self.unix).saturating_sub(nanoseconds(self.since.duration_since(time))),
        }
    }
}

/// 64 bits of nanoseconds are 584 years.
fn nanoseconds(time: Duration) -> u64 {
    time.as_secs() * 1_000_000_000 + u64::from(time.subsec_nanos())
}

impl Clock {
    /// How far a time from elsewhere may be ahead, unless [`max_drift`](Self::max_drift) says otherwise: more than clocks
    /// that are kept by the network's time are apart, and less than anybody waits for.
    pub const MAX_DRIFT: Duration = Duration::from_millis(500);

    /// The clock of a node, whose number no other has that it speaks with.
    #[must_use]
    pub fn new(node: u32) -> Self {
        Self::on(Machine::start(), node, Self::MAX_DRIFT)
    }

    fn on(machine: Machine, node: u32, max_drift: Duration) -> Self {
        Self {
            word: AtomicU64::new(0),
            node,
            machine,
            max_drift,
        }
    }

    /// The clock of another node, on the same machine's time.
    pub(crate) fn beside(&self, node: u32) -> Self {
        Self::on(self.machine, node, self.max_drift)
    }

    /// Bounds how far a time from elsewhere may be ahead.
    #[must_use]
    pub fn max_drift(mut self, bound: Duration) -> Self {
        self.max_drift = bound;
        self
    }

    /// Whose clock it is.
    #[must_use]
    pub fn node(&self) -> u32 {
        self.node
    }

    /// The time of an event here, such as the sending of a message: later than all that the clock has given and received.
    #[inline]
    pub fn now(&self) -> Timestamp {
        self.now_at(self.physical())
    }

    /// Receives a message that was sent at `remote`; gives the time of that, which is later than `remote` too.
    ///
    /// # Errors
    /// [`Drift`] if `remote` is ahead of the machine's time by more than the bound, and of all that this clock has given.
    #[inline]
    pub fn merge(&self, remote: Timestamp) -> Result<Timestamp, Drift> {
        self.merge_at(self.physical(), remote)
    }

    /// Receives a message from a clock on the same machine's time, which is not ahead.
    pub(crate) fn follow(&self, remote: Timestamp) -> Timestamp {
        self.step(Timestamp::floor(self.physical()), remote.packed())
    }

    /// How far a time from elsewhere may be ahead.
    #[must_use]
    pub fn bound(&self) -> Duration {
        self.max_drift
    }

    /// How far the clock is ahead of the machine's: because a faster clock was heard of.
    pub fn ahead(&self) -> Duration {
        let shown = Timestamp::unpacked(self.word.load(Ordering::Relaxed), self.node);
        Duration::from_nanos(shown.physical.saturating_sub(self.physical()))
    }

    /// The machine's time, in nanoseconds since the Unix epoch.
    #[inline]
    pub(crate) fn physical(&self) -> u64 {
        self.physical_at(Instant::now())
    }

    /// The same at another time.
    pub(crate) fn physical_at(&self, time: Instant) -> u64 {
        self.machine.at(time)
    }

    /// [`now`](Self::now) at a machine's time.
    #[inline]
    pub(super) fn now_at(&self, physical: u64) -> Timestamp {
        self.step(Timestamp::floor(physical), 0)
    }

    /// [`merge`](Self::merge) at a machine's time.
    #[inline]
    pub(super) fn merge_at(&self, physical: u64, remote: Timestamp) -> Result<Timestamp, Drift> {
        let word = remote.packed();
        let bound = physical.saturating_add(nanoseconds(self.max_drift));
        if Timestamp::floor(word) > bound {
            self.check(physical, remote)?;
        }
        Ok(self.step(Timestamp::floor(physical), word))
    }

    /// A time that is beyond the bound moves nothing if this clock is beyond it already.
    #[cold]
    fn check(&self, physical: u64, remote: Timestamp) -> Result<(), Drift> {
        if Timestamp::floor(remote.packed()) <= Timestamp::floor(self.word.load(Ordering::Relaxed))
        {
            return Ok(());
        }
        Err(Drift {
            remote,
            ahead: Duration::from_nanos(remote.physical.saturating_sub(physical)),
            bound: self.max_drift,
        })
    }

    /// The next time: behind the last one and `heard`, and not before `physical`.
    ///
    /// In the paper's words: the physical part becomes the greatest of the three, the logical part one more than the
    /// greater of those that stood there, or 0 where none did.
    #[inline]
    fn step(&self, physical: u64, heard: u64) -> Timestamp {
        let next = |word: u64| (word.max(heard) + 1).max(physical);
        let mut word = self.word.load(Ordering::Relaxed);
        loop {
            let taken = self.word.compare_exchange_weak(
                word,
                next(word),
                Ordering::Relaxed,
                Ordering::Relaxed,
            );
            match taken {
                Ok(_) => return Timestamp::unpacked(next(word), self.node),
                Err(other) => word = other,
            }
        }
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;

    const UNIT: u64 = Timestamp::UNIT;

    fn at(units: u64, logical: u32, node: u32) -> Timestamp {
        Timestamp {
            physical: units * UNIT,
            logical,
            node,
        }
    }

    /// A clock of node 1 that shows a time.
    fn showing(units: u64, logical: u32) -> Clock {
        let clock = Clock::new(1).max_drift(Duration::from_nanos(100 * UNIT));
        // As from another node, one event before.
        let before = at(units, logical, 2).packed() - 1;
        let shown = clock
            .merge_at(units * UNIT, Timestamp::unpacked(before, 2))
            .expect("it is not ahead");
        assert_eq!(shown, at(units, logical, 1));
        clock
    }

    #[test]
    fn an_event_takes_the_machines_time_if_that_is_later() {
        assert_eq!(showing(5, 3).now_at(7 * UNIT + 9), at(7, 0, 1));
    }

    #[test]
    fn an_event_counts_while_the_machines_time_stands_or_is_behind() {
        for units in [5, 4, 0] {
            let clock = showing(5, 3);
            assert_eq!(clock.now_at(units * UNIT), at(5, 4, 1));
            assert_eq!(clock.now_at(units * UNIT), at(5, 5, 1));
        }
    }

    #[test]
    fn the_rule_for_messages_is_the_papers() {
        let cases = [
            // The machine's time is the latest.
            (at(5, 3, 1), at(6, 9, 2), 8, at(8, 0, 1)),
            // The clock's own.
            (at(5, 3, 1), at(4, 9, 2), 4, at(5, 4, 1)),
            // The message's.
            (at(5, 3, 1), at(6, 9, 2), 5, at(6, 10, 1)),
            // Both stand at the same: the greater count.
            (at(5, 3, 1), at(5, 9, 2), 2, at(5, 10, 1)),
            (at(5, 9, 1), at(5, 3, 2), 5, at(5, 10, 1)),
        ];
        for (shown, remote, units, expected) in cases {
            let clock = showing(shown.physical / UNIT, shown.logical);
            let received = clock.merge_at(units * UNIT, remote);
            assert_eq!(
                received,
                Ok(expected),
                "{shown} hears {remote} at {units} units"
            );
        }
    }

    #[test]
    fn a_full_count_lets_the_physical_part_go_up() {
        let clock = showing(5, u32::from(u16::MAX));
        assert_eq!(clock.now_at(5 * UNIT), at(6, 0, 1));
    }

    #[test]
    fn a_time_too_far_ahead_is_refused_and_moves_nothing() {
        let clock = showing(5, 3);
        let remote = at(106, 0, 2);
        let drift = Drift {
            remote,
            ahead: Duration::from_nanos(101 * UNIT),
            bound: Duration::from_nanos(100 * UNIT),
        };
        assert_eq!(clock.merge_at(5 * UNIT, remote), Err(drift));
        assert_eq!(clock.now_at(5 * UNIT), at(5, 4, 1));
        // On the bound it is not.
        assert_eq!(clock.merge_at(6 * UNIT, remote), Ok(at(106, 1, 1)));
    }

    #[test]
    fn a_time_that_the_clock_has_reached_itself_is_not_refused() {
        let clock = showing(500, 0);
        // The machine's time was set back.
        assert_eq!(clock.merge_at(5 * UNIT, at(500, 7, 2)), Ok(at(500, 8, 1)));
        assert!(clock.merge_at(5 * UNIT, at(501, 0, 2)).is_err());
    }

    #[test]
    fn a_time_at_the_end_of_all_is_refused() {
        let end = Timestamp {
            physical: u64::MAX,
            logical: u32::MAX,
            node: 2,
        };
        assert!(Clock::new(1).merge(end).is_err());
    }

    #[test]
    fn times_of_many_threads_are_all_different_and_each_thread_sees_them_go_up() {
        let clock = Clock::new(1);
        let mut times = std::thread::scope(|scope| {
            let take = || (0..2000).map(|_| clock.now()).collect::<Vec<_>>();
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(take)).collect();
            let taken = threads
                .into_iter()
                .map(|thread| thread.join().expect("it only takes times"));
            taken
                .inspect(|times| assert!(times.is_sorted_by(|a, b| a < b)))
                .collect::<Vec<_>>()
                .concat()
        });
        times.sort_unstable();
        assert!(times.is_sorted_by(|a, b| a < b), "two are the same");
    }

    #[test]
    fn clocks_beside_each_other_have_the_same_machines_time() {
        let clock = Clock::new(0);
        let time = Instant::now() + Duration::from_secs(1);
        let other = clock.beside(1);
        assert_eq!(clock.physical_at(time), other.physical_at(time));
        let before = Instant::now().checked_sub(Duration::from_nanos(5));
        if let Some(before) = before {
            assert_eq!(
                clock.physical_at(before) + 5,
                clock.physical_at(before + Duration::from_nanos(5))
            );
        }
    }
}
