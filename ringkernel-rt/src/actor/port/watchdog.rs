//! Whether an actor takes too long over a message.
//!
//! [`Watchdog`] is a function of what was seen of it, and of time, and knows no actors.

use std::time::{Duration, Instant};

use super::Inner;
use crate::control::State;

/// How long an actor may take to give up what it was asked to give up: more than there is between two looks of a loop.
pub(super) const GRACE: Duration = Duration::from_secs(2);

/// What a look comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It has time, or nothing in hand.
    Well,
    /// It has had its time. Told once for each message.
    Late,
    /// It was told to be late, and does not end.
    Lost,
}

/// What was seen of one actor.
#[derive(Debug)]
pub(super) struct Watchdog {
    limit: Duration,
    /// The message in hand, since when it is known to be that, and when it was told to be late.
    last: Option<(u64, Instant, Option<Instant>)>,
}

impl Watchdog {
    /// Of an actor that may take so long over a message.
    pub(super) fn new(limit: Duration) -> Self {
        Self { limit, last: None }
    }

    /// Takes note of a look at `now`, which has seen this message in hand.
    pub(super) fn look(&mut self, in_hand: Option<u64>, now: Instant) -> Verdict {
        let Some(number) = in_hand else {
            self.last = None;
            return Verdict::Well;
        };
        let (since, told) = match &mut self.last {
            Some((last, since, told)) if *last == number => (*since, told),
            _another => {
                self.last = Some((number, now, None));
                return Verdict::Well;
            }
        };
        let is_over = |since, limit| now.saturating_duration_since(since) >= limit;
        match *told {
            None if is_over(since, self.limit) => {
                *told = Some(now);
                Verdict::Late
            }
            Some(told) if is_over(told, GRACE) => Verdict::Lost,
            None | Some(_) => Verdict::Well,
        }
    }
}

impl Inner {
    /// Whether the actor takes too long over a message and does not give it up.
    pub(super) fn is_lost(&mut self, state: State) -> bool {
        let (Some(watchdog), Some(live)) = (&mut self.watchdog, &mut self.live) else {
            return false;
        };
        let works = state == State::Active && !live.control.is_paused();
        let next = live.outbox.taken() + live.outbox.there();
        let in_hand = (works && next < live.inbox.sent()).then_some(next);
        match watchdog.look(in_hand, Instant::now()) {
            Verdict::Well => false,
            Verdict::Late => !live.stop(),
            Verdict::Lost => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Duration = Duration::from_millis(300);

    /// Verdicts of looks that saw these messages in hand, one every 100 ms.
    fn verdicts(seen: &[Option<u64>]) -> Vec<Verdict> {
        let (mut watchdog, begin) = (Watchdog::new(LIMIT), Instant::now());
        let looks = seen.iter().zip(0..);
        looks
            .map(|(seen, look)| watchdog.look(*seen, begin + Duration::from_millis(100) * look))
            .collect()
    }

    #[test]
    fn a_message_that_takes_too_long_is_told_once_and_then_lost() {
        let told = verdicts(&[Some(7); 24]);
        assert_eq!(told[..3], [Verdict::Well; 3]);
        assert_eq!(told[3], Verdict::Late);
        assert_eq!(told[4..23], [Verdict::Well; 19]);
        assert_eq!(told[23], Verdict::Lost);
    }

    #[test]
    fn each_message_has_its_own_time() {
        let seen: Vec<_> = (0..30).map(|look| Some(look / 3)).collect();
        assert_eq!(verdicts(&seen), [Verdict::Well; 30]);
    }

    #[test]
    fn time_without_a_message_does_not_count() {
        let seen = [Some(4), Some(4), None, None, Some(4), Some(4), Some(4)];
        assert_eq!(verdicts(&seen), [Verdict::Well; 7]);
    }
}
