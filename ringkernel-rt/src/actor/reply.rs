//! Replies on their way from the outbox to who waits for them.

use crate::error::Error;
use crate::hlc::{Clock, Drift, Timestamp};
use crate::message::{self, RingMessage};
use crate::queue::ring::Head;

/// When a reply was made and received, where messages carry times.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arrival {
    pub(crate) answered: Timestamp,
    pub(crate) received: Timestamp,
}

impl Arrival {
    /// Of a reply that is taken out now. The runtime's clock hears of each, whoever waits for it.
    ///
    /// # Errors
    /// [`Drift`].
    #[inline]
    pub(crate) fn of(clock: Option<&Clock>, head: Head) -> Result<Option<Self>, Drift> {
        let Some(clock) = clock else {
            return Ok(None);
        };
        let answered = Timestamp::of_words(head.time);
        let received = clock.merge(answered)?;
        Ok(Some(Self { answered, received }))
    }
}

/// A reply as the device wrote it, and what its arrival came to.
#[derive(Debug)]
pub(crate) struct Bytes {
    bytes: Box<[u8]>,
    arrival: Result<Option<Arrival>, Drift>,
}

impl Bytes {
    /// One that is taken out now.
    pub(crate) fn take(clock: Option<&Clock>, head: Head, bytes: &[u8]) -> Self {
        Self {
            arrival: Arrival::of(clock, head),
            bytes: bytes.into(),
        }
    }

    /// # Errors
    /// [`Error::Drift`], [`Error::NoValue`].
    pub(crate) fn open<R: RingMessage>(self) -> Result<Reply<R>, Error> {
        Reply::open(self.arrival?, &self.bytes)
    }
}

/// A reply that was read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reply<R> {
    pub(crate) reply: R,
    pub(crate) arrival: Option<Arrival>,
}

impl<R: RingMessage> Reply<R> {
    /// # Errors
    /// [`Error::NoValue`].
    #[inline]
    pub(crate) fn open(arrival: Option<Arrival>, bytes: &[u8]) -> Result<Self, Error> {
        Ok(Self {
            reply: message::decode(bytes)?,
            arrival,
        })
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;

    fn head(time: Timestamp) -> Head {
        Head::at(Some(time))
    }

    #[test]
    fn a_reply_from_too_far_ahead_is_an_error_and_the_next_is_none() {
        let clock = Clock::new(0);
        let here = clock.now();
        let ahead = Timestamp {
            physical: here.physical + 10_000_000_000,
            logical: 0,
            node: 1,
        };
        let taken = Bytes::take(Some(&clock), head(ahead), &[7, 0, 0, 0]).open::<u32>();
        assert!(
            matches!(taken, Err(Error::Drift(Drift { remote, bound, .. }))
                if remote == ahead && bound == Clock::MAX_DRIFT),
            "{taken:?}"
        );
        let next = Timestamp { node: 1, ..here };
        let arrival = Arrival::of(Some(&clock), head(next)).expect("it is not ahead");
        let arrival = arrival.expect("messages carry times");
        assert!(arrival.answered == next && next < arrival.received && arrival.received < ahead);
    }

    #[test]
    fn a_reply_without_times_has_no_arrival() {
        let taken = Arrival::of(None, Head::default()).expect("there is nothing to refuse");
        assert!(taken.is_none());
    }
}
