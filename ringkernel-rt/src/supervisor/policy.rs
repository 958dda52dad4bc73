//! What a supervisor does when a child ends: a function of its children and of time, which knows no actors.
//!
//! The words and their meaning are those of Erlang/OTP's `supervisor`.

use std::collections::VecDeque;
use std::time::Duration;

/// Who begins again when a child is restarted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strategy {
    /// That child alone.
    #[default]
    OneForOne,
    /// All children: those that live are ended first, the last one first.
    OneForAll,
    /// That child and those that were started after it, which are ended first, the last one first.
    RestForOne,
}

/// When a child is restarted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Restart {
    /// Whenever it has ended.
    #[default]
    Permanent,
    /// When it has ended by a fault. One that ended by command stays so, and so does a supervisor that gave up, until
    /// siblings take it along.
    Transient,
    /// Never, not even along with others: it is let go of, and its name is free.
    Temporary,
}

/// How often a supervisor restarts before it gives up: so many times within so long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Intensity {
    /// Restarts that are allowed.
    pub restarts: u32,
    /// In any span of time this long.
    pub within: Duration,
}

impl Default for Intensity {
    /// One restart in five seconds.
    fn default() -> Self {
        Self {
            restarts: 1,
            within: Duration::from_secs(5),
        }
    }
}

/// How a child ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// Somebody asked for it, or it is a supervisor that gave up: OTP's `shutdown`.
    Ordered,
    /// It made a mistake, or could not be started.
    Failed,
}

/// Where a child is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Life {
    Running,
    /// It may be taken along by siblings.
    Ended,
    /// It never comes back.
    Gone,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Nothing: the child stays as it is.
    Leave,
    /// To end the first ones in this order, then to start the others in theirs. Those that are both begin again.
    Restart {
        /// Children that live, the last one first.
        stop: Vec<usize>,
        /// In the order of their starts.
        start: Vec<usize>,
    },
    /// To end all children and to fail: there were more restarts than allowed.
    GiveUp,
}

/// The children of a supervisor by the order of their starts, and what it did about them lately.
#[derive(Clone, Debug)]
pub(crate) struct Policy {
    strategy: Strategy,
    intensity: Intensity,
    children: Vec<(Restart, Life)>,
    /// When it restarted, the oldest first: as many as are allowed, at most.
    restarts: VecDeque<Duration>,
}

impl Policy {
    /// Of children that all run.
    pub(crate) fn new(
        strategy: Strategy,
        intensity: Intensity,
        children: impl IntoIterator<Item = Restart>,
    ) -> Self {
        Self {
            strategy,
            intensity,
            children: children
                .into_iter()
                .map(|restart| (restart, Life::Running))
                .collect(),
            restarts: VecDeque::new(),
        }
    }

    /// The same when all run and nothing was restarted.
    pub(crate) fn anew(&self) -> Self {
        let restarts = self.children.iter().map(|(restart, _)| *restart);
        Self::new(self.strategy, self.intensity, restarts)
    }

    /// A child has ended at `now`, since an origin that stays. A start that fails is an end as well.
    pub(crate) fn ended(&mut self, child: usize, end: End, now: Duration) -> Decision {
        let (restart, life) = &mut self.children[child];
        *life = match restart {
            Restart::Temporary => Life::Gone,
            Restart::Permanent | Restart::Transient => Life::Ended,
        };
        match (restart, end) {
            (Restart::Temporary, _) | (Restart::Transient, End::Ordered) => return Decision::Leave,
            (Restart::Permanent, _) | (Restart::Transient, End::Failed) => {}
        }
        if !self.may_restart(now) {
            return Decision::GiveUp;
        }
        let taken = match self.strategy {
            Strategy::OneForOne => child..child + 1,
            Strategy::OneForAll => 0..self.children.len(),
            Strategy::RestForOne => child..self.children.len(),
        };
        let stop = taken.clone().rev();
        let stop = stop.filter(|&other| self.children[other].1 == Life::Running);
        let stop: Vec<_> = stop.collect();
        for (restart, life) in &mut self.children[taken.clone()] {
            *life = match restart {
                Restart::Temporary => Life::Gone,
                Restart::Permanent | Restart::Transient => Life::Running,
            };
        }
        let start = taken.filter(|&other| self.children[other].1 == Life::Running);
        Decision::Restart {
            stop,
            start: start.collect(),
        }
    }

    /// Whether a child never comes back.
    pub(crate) fn is_gone(&self, child: usize) -> bool {
        self.children[child].1 == Life::Gone
    }

    /// Counts a restart, unless there were as many as are allowed within the time.
    fn may_restart(&mut self, now: Duration) -> bool {
        let limit = self.intensity.restarts as usize;
        let within = self.intensity.within;
        // A restart at the very end of the time counts, as in OTP.
        self.restarts.retain(|&at| now.saturating_sub(at) <= within);
        if self.restarts.len() >= limit {
            return false;
        }
        self.restarts.push_back(now);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn policy(strategy: Strategy, children: &[Restart]) -> Policy {
        let intensity = Intensity {
            restarts: 3,
            within: at(10),
        };
        Policy::new(strategy, intensity, children.iter().copied())
    }

    fn restart(stop: &[usize], start: &[usize]) -> Decision {
        Decision::Restart {
            stop: stop.into(),
            start: start.into(),
        }
    }

    #[test]
    fn one_for_one_restarts_the_child_alone() {
        let mut policy = policy(Strategy::OneForOne, &[Restart::Permanent; 3]);
        assert_eq!(policy.ended(1, End::Failed, at(0)), restart(&[], &[1]));
        assert_eq!(policy.ended(2, End::Ordered, at(0)), restart(&[], &[2]));
    }

    #[test]
    fn one_for_all_ends_the_others_the_last_one_first_and_starts_all_in_order() {
        let mut policy = policy(Strategy::OneForAll, &[Restart::Permanent; 4]);
        let all = restart(&[3, 2, 0], &[0, 1, 2, 3]);
        assert_eq!(policy.ended(1, End::Failed, at(0)), all);
        assert_eq!(
            policy.ended(3, End::Failed, at(0)),
            restart(&[2, 1, 0], &[0, 1, 2, 3])
        );
    }

    #[test]
    fn rest_for_one_takes_those_that_came_after() {
        let mut policy = policy(Strategy::RestForOne, &[Restart::Permanent; 4]);
        let rest = restart(&[3, 2], &[1, 2, 3]);
        assert_eq!(policy.ended(1, End::Failed, at(0)), rest);
        assert_eq!(policy.ended(3, End::Failed, at(0)), restart(&[], &[3]));
    }

    #[test]
    fn a_transient_child_comes_back_after_a_fault_alone() {
        let mut policy = policy(Strategy::OneForOne, &[Restart::Transient]);
        assert_eq!(policy.ended(0, End::Ordered, at(0)), Decision::Leave);
        assert_eq!(policy.ended(0, End::Failed, at(0)), restart(&[], &[0]));
    }

    #[test]
    fn a_transient_child_that_ended_by_command_is_taken_along() {
        let mut policy = policy(
            Strategy::OneForAll,
            &[Restart::Transient, Restart::Permanent],
        );
        assert_eq!(policy.ended(0, End::Ordered, at(0)), Decision::Leave);
        assert_eq!(policy.ended(1, End::Failed, at(0)), restart(&[], &[0, 1]));
    }

    #[test]
    fn a_temporary_child_never_comes_back() {
        let children = [Restart::Temporary, Restart::Permanent, Restart::Temporary];
        let mut policy = policy(Strategy::OneForAll, &children);
        assert_eq!(policy.ended(0, End::Failed, at(0)), Decision::Leave);
        // It is ended along with the others all the same.
        assert_eq!(policy.ended(1, End::Failed, at(0)), restart(&[2], &[1]));
        assert_eq!(policy.ended(1, End::Failed, at(0)), restart(&[], &[1]));
    }

    #[test]
    fn more_restarts_than_allowed_within_the_time_are_given_up() {
        let mut policy = policy(Strategy::OneForOne, &[Restart::Permanent; 2]);
        for second in [0, 4, 8] {
            assert_eq!(policy.ended(0, End::Failed, at(second)), restart(&[], &[0]));
        }
        // The first is just within the time.
        assert_eq!(policy.ended(1, End::Failed, at(10)), Decision::GiveUp);
    }

    #[test]
    fn restarts_long_ago_count_no_more() {
        let mut policy = policy(Strategy::OneForOne, &[Restart::Permanent]);
        for second in [0, 4, 8, 11, 15, 19, 22] {
            assert_eq!(policy.ended(0, End::Failed, at(second)), restart(&[], &[0]));
        }
    }

    #[test]
    fn what_is_left_alone_counts_for_nothing() {
        let children = [Restart::Temporary, Restart::Transient, Restart::Permanent];
        let mut policy = policy(Strategy::OneForOne, &children);
        for _ in 0..9 {
            assert_eq!(policy.ended(0, End::Failed, at(0)), Decision::Leave);
            assert_eq!(policy.ended(1, End::Ordered, at(0)), Decision::Leave);
        }
        assert_eq!(policy.ended(2, End::Failed, at(0)), restart(&[], &[2]));
    }

    #[test]
    fn no_restarts_allowed_means_that_the_first_end_is_the_last() {
        let intensity = Intensity {
            restarts: 0,
            within: at(10),
        };
        let mut policy = Policy::new(Strategy::OneForOne, intensity, [Restart::Permanent]);
        assert_eq!(policy.ended(0, End::Failed, at(0)), Decision::GiveUp);
    }

    #[test]
    fn no_span_of_time_sees_more_restarts_than_allowed() {
        let intensity = Intensity {
            restarts: 4,
            within: Duration::from_millis(1000),
        };
        let mut policy = Policy::new(Strategy::OneForOne, intensity, [Restart::Permanent; 3]);
        let (mut random, mut now) = (12_345_u64, 0);
        let mut restarts: Vec<u64> = Vec::new();
        let mut refused = 0;
        for _ in 0..10_000 {
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            now += (random >> 33) % 500;
            let child = (random >> 60) as usize % 3;
            let lately = restarts.iter().filter(|&&at| now - at <= 1000).count();
            match policy.ended(child, End::Failed, Duration::from_millis(now)) {
                Decision::Restart { .. } => {
                    assert!(lately < 4);
                    restarts.push(now);
                }
                Decision::GiveUp => {
                    assert_eq!(lately, 4);
                    refused += 1;
                }
                Decision::Leave => panic!("permanent children begin again"),
            }
        }
        assert!(refused > 100 && restarts.len() > 100);
    }
}
