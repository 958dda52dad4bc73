//! The flight recorder of an actor: what happened to it last.
//!
//! It costs nothing for a message: an event carries the numbers of messages as they were when it happened, so what was
//! sent and answered between two events is their difference.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::control::State;
use crate::error::Error;

/// Events that are kept.
pub(crate) const EVENTS: usize = 64;

/// What happened to an actor, and when.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// When.
    pub at: Instant,
    /// What.
    pub what: What,
    /// Messages put into its inbox until then, in the life that it happened in.
    pub sent: u64,
    /// Replies taken from it until then, in the same life.
    pub answered: u64,
}

/// What may happen to an actor.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum What {
    /// The host asked for this state.
    Ordered(State),
    /// The actor said that it is there.
    Reached(State),
    /// It ended.
    Ended(Arc<Error>),
    /// It began again, with a state anew.
    Restarted,
    /// It was paused while a kernel was loaded, and goes on. Noted when the host looks at the actor next.
    Paused,
    /// It was reported as hung: it has owed an answer, and not moved, for longer than allowed.
    Hung,
}

/// The last [`EVENTS`] events.
#[derive(Debug)]
pub(crate) struct Recorder {
    /// Its room is taken once.
    events: VecDeque<Event>,
}

impl Default for Recorder {
    fn default() -> Self {
        Self {
            events: VecDeque::with_capacity(EVENTS),
        }
    }
}

impl Recorder {
    pub(crate) fn record(&mut self, event: Event) {
        if self.events.len() == EVENTS {
            self.events.pop_front();
        }
        self.events.push_back(event);
    }

    /// All that are kept, the oldest first.
    pub(crate) fn events(&self) -> Vec<Event> {
        self.events.iter().cloned().collect()
    }
}

impl Event {
    /// The event as a line, told at `now`.
    pub(crate) fn told_at(&self, now: Instant) -> impl fmt::Display + '_ {
        Told {
            event: self,
            ago: now.saturating_duration_since(self.at),
        }
    }
}

struct Told<'a> {
    event: &'a Event,
    ago: Duration,
}

impl fmt::Display for Told<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Event {
            what,
            sent,
            answered,
            ..
        } = self.event;
        let ago = self.ago.as_secs_f64();
        write!(
            f,
            "{ago:>12.6} s ago: {what} (sent {sent}, answered {answered})"
        )
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ordered(state) => write!(f, "ordered: {state:?}"),
            Self::Reached(state) => write!(f, "reached: {state:?}"),
            Self::Ended(error) => write!(f, "ended: {}", error.to_string().replace("\n  ", " ")),
            Self::Restarted => f.write_str("restarted"),
            Self::Paused => f.write_str("paused, and went on"),
            Self::Hung => f.write_str("hung"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_events_are_kept_in_order() {
        let mut recorder = Recorder::default();
        let at = Instant::now();
        for sent in 0..EVENTS as u64 + 3 {
            let what = What::Restarted;
            recorder.record(Event {
                at,
                what,
                sent,
                answered: 0,
            });
        }
        let events = recorder.events();
        assert_eq!(events.len(), EVENTS);
        assert!(events
            .iter()
            .map(|event| event.sent)
            .eq(3..EVENTS as u64 + 3));
    }
}
