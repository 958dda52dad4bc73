//! A reply with its times.

use super::trace::Event;
use super::Timestamp;
use crate::actor::reply::Arrival;

/// A reply and the times of what led to it: of [`Actor::call_timed`](crate::Actor::call_timed).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Timed<R> {
    /// The reply.
    pub reply: R,
    /// When the message was sent, by the runtime's clock.
    pub sent: Timestamp,
    /// When the actor had answered it, by the actor's clock.
    pub answered: Timestamp,
    /// When the reply was received, by the runtime's clock.
    pub received: Timestamp,
}

impl<R> Timed<R> {
    pub(crate) fn new(reply: R, sent: Timestamp, arrival: Arrival) -> Self {
        Self {
            reply,
            sent,
            answered: arrival.answered,
            received: arrival.received,
        }
    }

    /// What a [`trace`](super::trace) holds of the call: two events of the caller and one of the actor. `message` and
    /// `reply` are numbers that no other message of the trace has.
    #[must_use]
    pub fn events(&self, message: u64, reply: u64) -> ([Event; 2], Event) {
        let caller = [
            Event::sent(self.sent, message),
            Event::received(self.received, reply),
        ];
        (caller, Event::answered(self.answered, message, reply))
    }
}
