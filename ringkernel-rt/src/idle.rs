//! What an actor does while it has no messages.

use std::time::Duration;

use crate::error::Error;

/// What an actor does while there is nothing for it to do: its inbox is empty, it is deactivated, or its place in a pool
/// is vacant.
///
/// On a GPU it looks over and over, each time across PCIe into the host's memory; a look takes a little more than a
/// microsecond (H200). To look at once again answers soonest. To sleep between two looks leaves power and PCIe to others,
/// and what comes meanwhile waits for the end of the sleep: a message, and all that the host asks (to activate, to end, to
/// pause so that a kernel can be loaded), for which it looks as often. A message that is there at the first look is found
/// as soon with any.
///
/// On the CPU back end the host wakes the actor's thread. It sleeps until then after a hundred looks or so, whatever the
/// numbers, unless it spins: then it never sleeps, and takes a core as far as others leave it one.
///
/// ```
/// use std::time::Duration;
/// use ringkernel_rt::actor::{Idle, LaunchOptions};
///
/// // Gives way after some ten looks, and is asleep for most of the time when nothing has come for a while.
/// let idle = Idle::BackOff { looks: 10, longest: Duration::from_micros(100) };
/// let options = LaunchOptions::default().idle(idle);
/// # let _ = options;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Idle {
    /// Looks again at once, for ever.
    Spin,
    /// Looks again at once, so many times; then it sleeps between two looks, in proportion to how often it has looked in
    /// vain, up to `longest` after sixteen times as many.
    BackOff {
        /// Looks in vain before it sleeps.
        looks: u32,
        /// The longest sleep, of whole nanoseconds: a millisecond at most. A GPU may sleep twice as long as it is told.
        longest: Duration,
    },
}

impl Default for Idle {
    /// Looks 8,192 times at once, which is about ten milliseconds, and sleeps for up to two microseconds.
    fn default() -> Self {
        Self::BackOff {
            looks: 1 << 13,
            longest: Duration::from_micros(2),
        }
    }
}

/// The longest that a GPU sleeps.
const LIMIT: Duration = Duration::from_millis(1);
/// How much longer than the looks at once the sleeps grow.
const GROWTH: u32 = 16;

/// [`Idle`] as the device reads it, in `rk_actor`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Rest {
    /// `idle_after`.
    pub(crate) after: u32,
    /// `idle_until`.
    pub(crate) until: u32,
    /// `idle_slope`.
    pub(crate) slope: f32,
}

impl Idle {
    /// What the device is told.
    ///
    /// # Errors
    /// [`Error::IdleSleep`].
    pub(crate) fn rest(self) -> Result<Rest, Error> {
        match self {
            // The count stays below: it never sleeps.
            Self::Spin => Ok(Rest {
                after: u32::MAX,
                until: u32::MAX - 1,
                slope: 0.0,
            }),
            Self::BackOff { longest, .. } if longest > LIMIT => Err(Error::IdleSleep {
                asked: longest,
                limit: LIMIT,
            }),
            Self::BackOff { looks, longest } => {
                let until = looks.max(1).saturating_mul(GROWTH);
                Ok(Rest {
                    after: looks,
                    until,
                    // Both are told apart by far more than the device's clock can.
                    slope: longest.subsec_nanos() as f32 / until as f32,
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `rk_ring_rest` sleeps after so many looks in vain, in nanoseconds.
    fn sleep(idle: Idle, looks: u32) -> Option<u32> {
        let Rest {
            after,
            until,
            slope,
        } = idle.rest().unwrap();
        let counted = looks.min(until);
        (counted >= after).then_some((counted as f32 * slope) as u32)
    }

    #[test]
    fn sleeps_grow_up_to_the_longest() {
        let sleeps = |idle| [0, 9, 10, 80, 160, u32::MAX].map(|looks| sleep(idle, looks));
        let longest = Duration::from_micros(100);
        let idle = Idle::BackOff { looks: 10, longest };
        let some = [6_250, 50_000, 100_000, 100_000].map(Some);
        assert_eq!(sleeps(idle)[..2], [None; 2]);
        assert_eq!(sleeps(idle)[2..], some);
        assert_eq!(sleeps(Idle::Spin), [None; 6]);
    }

    #[test]
    fn whatever_the_looks_the_longest_is_reached_and_never_passed() {
        for looks in [0, 1, 3, 1 << 13, u32::MAX / 16 + 1, u32::MAX] {
            for longest in [Duration::ZERO, Duration::from_nanos(1), LIMIT] {
                let idle = Idle::BackOff { looks, longest };
                let Rest { until, .. } = idle.rest().unwrap();
                assert!(until >= looks);
                let nanoseconds = longest.subsec_nanos();
                let most = sleep(idle, u32::MAX).unwrap();
                // What is no whole number loses its fraction.
                let near = nanoseconds.saturating_sub(1)..=nanoseconds;
                assert!(near.contains(&most), "{idle:?}: {most}");
            }
        }
    }

    #[test]
    fn a_sleep_of_more_than_the_device_can_is_refused() {
        let asked = LIMIT + Duration::from_nanos(1);
        let idle = Idle::BackOff {
            looks: 1,
            longest: asked,
        };
        let limit = LIMIT;
        assert_eq!(idle.rest(), Err(Error::IdleSleep { asked, limit }));
    }
}
