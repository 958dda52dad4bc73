//! Where a device's clock stands beside the host's.

use std::time::{Duration, Instant};

/// How far two clocks may drift apart in a second, in microseconds. Crystals are within 100, and the system's clock is
/// slewed by up to 500.
const DRIFT: u64 = 600;

/// Steps of a device's clock, at most, in nanoseconds: `%globaltimer` goes up once a microsecond on several GPUs.
const STEP: u64 = 1024;

/// A reading of a device's clock (`%globaltimer`) beside the host's, and how uncertain that is.
///
/// It comes of an exchange: the host gives an order, the device reads its clock and acknowledges, the host sees that. The
/// reading lies between the two, so half of what passed is the uncertainty: a few microseconds where the host was looking.
/// The uncertainty grows with the time to the reading, since clocks drift.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alignment {
    device: u64,
    host: Instant,
    uncertainty: Duration,
}

impl Alignment {
    /// Of a reading that the device made after `before` and before `after`.
    pub(crate) fn of_exchange(before: Instant, device: u64, after: Instant) -> Self {
        let half = after.saturating_duration_since(before) / 2;
        Self {
            device,
            host: before + half,
            // The clock shows what it showed up to a step before.
            uncertainty: half + Duration::from_nanos(STEP),
        }
    }

    /// The host's time when the device's clock shows `device` nanoseconds.
    #[must_use]
    pub fn host_at(&self, device: u64) -> Option<Instant> {
        match device.checked_sub(self.device) {
            Some(after) => self.host.checked_add(Duration::from_nanos(after)),
            None => (self.host).checked_sub(Duration::from_nanos(self.device - device)),
        }
    }

    /// How far [`host_at`](Self::host_at) may be off, either way.
    #[must_use]
    pub fn uncertainty_at(&self, device: u64) -> Duration {
        let distance = device.abs_diff(self.device);
        self.uncertainty + Duration::from_nanos(distance / 1_000_000 * DRIFT)
    }

    /// The reading: the device's clock in nanoseconds, and the host's.
    #[must_use]
    pub fn reading(&self) -> (u64, Instant) {
        (self.device, self.host)
    }

    /// The device's time until which the uncertainty stays below a limit.
    pub(crate) fn good_until(&self, limit: Duration) -> u64 {
        let room = limit.saturating_sub(self.uncertainty);
        let room = u64::try_from(room.as_nanos()).unwrap_or(u64::MAX);
        self.device.saturating_add(room / DRIFT * 1_000_000)
    }

    /// The better of this and a newer one.
    pub(crate) fn renewed(self, newer: Self) -> Self {
        let uncertainty = self.uncertainty_at(newer.device);
        let apart = self.host_at(newer.device).map(|host| {
            let (early, late) = (host.min(newer.host), host.max(newer.host));
            late.duration_since(early)
        });
        // Two that contradict each other: a clock was set.
        let agree = apart.is_some_and(|apart| apart <= uncertainty + newer.uncertainty);
        match agree && uncertainty < newer.uncertainty {
            true => self,
            false => newer,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MICROSECOND: Duration = Duration::from_micros(1);

    fn exchange(start: Instant, before: u32, device: u64, after: u32) -> Alignment {
        Alignment::of_exchange(
            start + MICROSECOND * before,
            device,
            start + MICROSECOND * after,
        )
    }

    #[test]
    fn a_reading_lies_in_the_middle_of_its_exchange() {
        let start = Instant::now();
        let alignment = exchange(start, 10, 5_000_000, 14);
        assert_eq!(alignment.reading(), (5_000_000, start + MICROSECOND * 12));
        assert_eq!(alignment.host_at(5_007_000), Some(start + MICROSECOND * 19));
        assert_eq!(alignment.host_at(4_999_000), Some(start + MICROSECOND * 11));
        assert_eq!(
            alignment.uncertainty_at(5_000_000),
            MICROSECOND * 2 + Duration::from_nanos(STEP)
        );
    }

    #[test]
    fn uncertainty_grows_by_the_drift_until_it_is_too_much() {
        let alignment = exchange(Instant::now(), 0, 1 << 40, 2);
        let second = 1_000_000_000;
        let grown =
            alignment.uncertainty_at((1 << 40) + second) - alignment.uncertainty_at(1 << 40);
        assert_eq!(grown, Duration::from_micros(DRIFT));
        let limit = Duration::from_millis(250);
        let until = alignment.good_until(limit);
        assert!(alignment.uncertainty_at(until) <= limit);
        assert!(alignment.uncertainty_at(until + second) > limit);
    }

    #[test]
    fn the_better_of_two_exchanges_is_kept_while_they_agree() {
        let start = Instant::now();
        let narrow = exchange(start, 0, 1000, 4);
        let wide = exchange(start, 10, 13_000, 100);
        assert_eq!(narrow.renewed(wide), narrow);
        assert_eq!(wide.renewed(narrow), narrow);
        // A second one as good is fresher.
        let fresh = exchange(start, 1000, 1_001_000, 1004);
        assert_eq!(narrow.renewed(fresh), fresh);
        // The device's clock was set.
        let set = exchange(start, 10, 99_000_000, 100);
        assert_eq!(narrow.renewed(set), set);
    }
}
