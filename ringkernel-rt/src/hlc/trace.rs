//! Whether the times of a trace respect what led to what.
//!
//! A trace is strands of events: what a task, a thread or an actor did, one thing after another. An event leads to the
//! next of its strand, and the sending of a message to its receipt. [`check`] finds the first time that says otherwise.

use std::collections::HashMap;
use std::fmt;

use super::Timestamp;

/// Something that happened.
///
/// Messages are told apart by numbers, which whoever makes the trace gives them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// When, and at which node.
    pub time: Timestamp,
    /// The message that it received.
    pub received: Option<u64>,
    /// The message that it sent.
    pub sent: Option<u64>,
}

impl Event {
    /// An event without messages.
    #[must_use]
    pub const fn local(time: Timestamp) -> Self {
        Self {
            time,
            received: None,
            sent: None,
        }
    }

    /// The sending of a message.
    #[must_use]
    pub const fn sent(time: Timestamp, message: u64) -> Self {
        Self {
            sent: Some(message),
            ..Self::local(time)
        }
    }

    /// The receipt of a message.
    #[must_use]
    pub const fn received(time: Timestamp, message: u64) -> Self {
        Self {
            received: Some(message),
            ..Self::local(time)
        }
    }

    /// The answering of a message by another.
    #[must_use]
    pub const fn answered(time: Timestamp, message: u64, reply: u64) -> Self {
        Self {
            time,
            received: Some(message),
            sent: Some(reply),
        }
    }
}

/// Two events whose times, or messages, cannot be so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Violation {
    /// The time did not go up from one event of a strand to the next.
    Backwards {
        /// The event before.
        before: Event,
        /// The event behind it.
        after: Event,
    },
    /// A message was received at a time not after that at which it was sent.
    ReceivedBeforeSent {
        /// Its sending.
        sent: Event,
        /// Its receipt.
        received: Event,
    },
    /// A message was received that no event of the trace has sent.
    NeverSent {
        /// Its receipt.
        received: Event,
    },
    /// Two events have sent the same message.
    SentTwice {
        /// One of them.
        first: Event,
        /// The other.
        second: Event,
    },
    /// Two events have the same time.
    SameTime {
        /// One of them.
        first: Event,
        /// The other.
        second: Event,
    },
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the event at {}", self.time)?;
        if let Some(message) = self.received {
            write!(f, " that received message {message}")?;
        }
        if let Some(message) = self.sent {
            let joint = self.received.map_or("that", |_| "and");
            write!(f, " {joint} sent message {message}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Backwards { before, after } => {
                write!(f, "{after} came behind {before} and is not later")
            }
            Self::ReceivedBeforeSent { sent, received } => {
                write!(f, "{received} is not later than {sent}")
            }
            Self::NeverSent { received } => write!(f, "nobody sent what {received}"),
            Self::SentTwice { first, second } => write!(f, "{second} sent what {first}"),
            Self::SameTime { first, second } => write!(f, "{second} has the time of {first}"),
        }
    }
}

impl std::error::Error for Violation {}

/// Checks that the times of a trace respect what led to what: each strand has its events in the order in which they
/// happened. What an actor did that answers many messages at a time is a strand for each message.
///
/// ```
/// use ringkernel_rt::hlc::trace::{check, Event, Violation};
/// use ringkernel_rt::hlc::Clock;
///
/// let (here, there) = (Clock::new(1), Clock::new(2));
/// let sent = here.now();
/// let mut strands = [
///     vec![Event::sent(sent, 10)],
///     vec![Event::received(there.merge(sent)?, 10), Event::local(there.now())],
/// ];
/// check(&strands)?;
/// strands[1].reverse();
/// assert!(matches!(check(&strands), Err(Violation::Backwards { .. })));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// The first [`Violation`], in the order of the strands.
pub fn check<S: AsRef<[Event]>>(strands: &[S]) -> Result<(), Violation> {
    let mut sendings = HashMap::new();
    let mut times = HashMap::new();
    for second in strands.iter().flat_map(AsRef::as_ref) {
        if let Some(first) = times.insert(second.time, second) {
            return Err(Violation::SameTime {
                first: *first,
                second: *second,
            });
        }
        let Some(message) = second.sent else {
            continue;
        };
        if let Some(first) = sendings.insert(message, second) {
            return Err(Violation::SentTwice {
                first: *first,
                second: *second,
            });
        }
    }
    for strand in strands {
        let strand = strand.as_ref();
        for (index, event) in strand.iter().enumerate() {
            check_event(&strand[..index], event, &sendings)?;
        }
    }
    Ok(())
}

/// Checks an event against those before it in its strand and the sending of what it received.
fn check_event(
    before: &[Event],
    event: &Event,
    sendings: &HashMap<u64, &Event>,
) -> Result<(), Violation> {
    if let Some(last) = before.last() {
        if event.time <= last.time {
            return Err(Violation::Backwards {
                before: *last,
                after: *event,
            });
        }
    }
    let Some(message) = event.received else {
        return Ok(());
    };
    match sendings.get(&message) {
        None => Err(Violation::NeverSent { received: *event }),
        Some(sent) if event.time <= sent.time => Err(Violation::ReceivedBeforeSent {
            sent: **sent,
            received: *event,
        }),
        Some(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(physical: u64, node: u32) -> Timestamp {
        Timestamp {
            physical,
            logical: 0,
            node,
        }
    }

    #[test]
    fn a_trace_whose_times_respect_its_messages_is_right() {
        let caller = vec![Event::sent(at(1, 0), 1), Event::received(at(4, 0), 2)];
        let actor = vec![Event::local(at(1, 1)), Event::answered(at(3, 1), 1, 2)];
        // Nothing leads from one strand to the other here, whatever the times.
        let other = vec![Event::local(at(2, 0))];
        assert_eq!(check(&[actor, other, caller]), Ok(()));
    }

    #[test]
    fn times_that_cannot_be_are_found_with_both_events() {
        let [early, late] = [Event::sent(at(5, 0), 1), Event::local(at(5, 0))];
        let late = Event {
            time: at(6, 0),
            ..late
        };
        assert_eq!(
            check(&[[late, early]]),
            Err(Violation::Backwards {
                before: late,
                after: early
            })
        );
        let received = Event::received(at(4, 1), 1);
        assert_eq!(
            check(&[[received], [early]]),
            Err(Violation::ReceivedBeforeSent {
                sent: early,
                received
            })
        );
        let received = Event::received(at(7, 1), 3);
        assert_eq!(
            check(&[[early, late, received]]),
            Err(Violation::NeverSent { received })
        );
        let second = Event::sent(at(6, 1), 1);
        assert_eq!(
            check(&[[early], [second]]),
            Err(Violation::SentTwice {
                first: early,
                second
            })
        );
        let second = Event::local(early.time);
        assert_eq!(
            check(&[[early], [second]]),
            Err(Violation::SameTime {
                first: early,
                second
            })
        );
    }

    #[test]
    fn a_violation_reads_as_a_sentence() {
        let violation = Violation::ReceivedBeforeSent {
            sent: Event::sent(at(5, 0), 1),
            received: Event::answered(at(4, 1), 1, 2),
        };
        assert_eq!(
            violation.to_string(),
            "the event at 4.0.1 that received message 1 and sent message 2 is not later than \
             the event at 5.0.0 that sent message 1"
        );
    }
}
