//! Whether an actor moves: a function of what it said at looks at it, and of time, which knows no actors.

use std::time::Duration;

use crate::control::State;

/// What a look at an actor saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sign {
    pub(crate) state: State,
    /// Messages put in.
    pub(crate) sent: u64,
    /// Messages answered.
    pub(crate) answered: u64,
    /// Commands that it has not acknowledged.
    pub(crate) orders: usize,
}

impl Sign {
    /// Whether the actor owes something that it would give if it were well.
    fn owes(&self) -> bool {
        match self.state {
            State::Active => self.answered < self.sent || self.orders > 0,
            State::Created | State::Launched | State::Deactivated => self.orders > 0,
            State::Terminated | State::Faulted => false,
        }
    }

    /// Whether the actor did something between the two.
    fn moved_since(&self, earlier: &Self) -> bool {
        (self.state, self.answered) != (earlier.state, earlier.answered)
            || self.orders < earlier.orders
    }
}

/// What a look comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It moves, or owes nothing.
    Well,
    /// It has owed something, and not moved, for this long. Told once, until it moves.
    Hung(Duration),
}

/// What was seen of one actor.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Pulse {
    last: Option<Sign>,
    /// Since when it has owed something and not moved.
    since: Option<Duration>,
    told: bool,
}

impl Pulse {
    /// Takes note of a look at `now`, since an origin that stays.
    pub(crate) fn look(&mut self, sign: Sign, now: Duration, limit: Duration) -> Verdict {
        let moved = self.last.is_none_or(|last| sign.moved_since(&last));
        self.last = Some(sign);
        if !sign.owes() {
            *self = Self {
                last: self.last,
                ..Self::default()
            };
            return Verdict::Well;
        }
        if moved || self.since.is_none() {
            self.since = Some(now);
            self.told = false;
        }
        let still = now.saturating_sub(self.since.unwrap_or(now));
        if still < limit || self.told {
            return Verdict::Well;
        }
        self.told = true;
        Verdict::Hung(still)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Duration = Duration::from_secs(2);

    /// Verdicts of looks, one a second.
    fn verdicts(signs: &[(State, u64, u64, usize)]) -> Vec<Option<u64>> {
        let mut pulse = Pulse::default();
        let looks = signs.iter().zip(0..);
        looks
            .map(|(&(state, sent, answered, orders), second)| {
                let sign = Sign {
                    state,
                    sent,
                    answered,
                    orders,
                };
                match pulse.look(sign, Duration::from_secs(second), LIMIT) {
                    Verdict::Well => None,
                    Verdict::Hung(still) => Some(still.as_secs()),
                }
            })
            .collect()
    }

    #[test]
    fn an_idle_actor_is_well() {
        assert_eq!(verdicts(&[(State::Active, 4, 4, 0); 9]), [None; 9]);
    }

    #[test]
    fn an_actor_that_owes_and_stands_still_is_told_once() {
        let told = verdicts(&[(State::Active, 5, 4, 0); 5]);
        assert_eq!(told, [None, None, Some(2), None, None]);
    }

    #[test]
    fn an_actor_that_moves_is_well_however_much_it_owes() {
        let signs: Vec<_> = (0..9)
            .map(|second| (State::Active, 100, second, 0))
            .collect();
        assert_eq!(verdicts(&signs), [None; 9]);
    }

    #[test]
    fn time_begins_with_what_is_owed() {
        let idle = (State::Active, 4, 4, 0);
        let owing = (State::Active, 5, 4, 0);
        assert_eq!(
            verdicts(&[idle, idle, idle, owing, owing, owing]),
            [None, None, None, None, None, Some(2)]
        );
    }

    #[test]
    fn more_messages_are_no_movement() {
        let signs =
            [(5, 4), (6, 4), (7, 4)].map(|(sent, answered)| (State::Active, sent, answered, 0));
        assert_eq!(verdicts(&signs), [None, None, Some(2)]);
    }

    #[test]
    fn one_that_moved_again_may_be_told_again() {
        let still = |answered| [(State::Active, 9, answered, 0); 3];
        let signs: Vec<_> = [still(4), still(5)].concat();
        assert_eq!(verdicts(&signs), [None, None, Some(2), None, None, Some(2)]);
    }

    #[test]
    fn a_deactivated_actor_owes_no_answers_but_acknowledgements() {
        assert_eq!(verdicts(&[(State::Deactivated, 9, 4, 0); 5]), [None; 5]);
        let told = verdicts(&[(State::Deactivated, 9, 4, 1); 3]);
        assert_eq!(told, [None, None, Some(2)]);
    }

    #[test]
    fn one_that_has_ended_owes_nothing() {
        assert_eq!(verdicts(&[(State::Faulted, 9, 4, 1); 5]), [None; 5]);
    }
}
