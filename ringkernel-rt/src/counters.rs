//! How much actors have done: [`Actor::counters`](crate::Actor::counters), summed over a launch by
//! [`Pool::counters`](crate::actor::Pool::counters) and over all by [`RingKernel::counters`](crate::RingKernel::counters).
//!
//! A message costs nothing for it: the numbers are those that the queues count by, read when somebody asks. That takes
//! each actor's lock for a moment, waits for nobody, and may be done from any thread as often as one likes.
//!
//! # How far numbers may be apart
//! Those of one actor are read at one time, so `sent` is `answered + depth + dead_letters`. While halves of an actor
//! are in use ([`Actor::split`](crate::Actor::split)) they are read one after another, what was answered first: a message
//! that is put in meanwhile may be missing. Actors are read one after another: a sum has each at a time of its own, between
//! the call and its return. No number but `depth` and `unreceived` ever goes back.

use std::fmt;
use std::iter::Sum;
use std::ops::AddAssign;
use std::time::Duration;

/// What one actor has done in all its lives, or several together; prints as one line.
///
/// Actors that are dropped count in the sums on.
///
/// ```
/// # use ringkernel_rt::kernel::ActorKernel;
/// # use ringkernel_rt::prelude::*;
/// # async fn f<K: ActorKernel<Message = u32>>(actor: &Actor<K>) -> Result<(), Error> {
/// let before = actor.counters();
/// actor.call(7).await?;
/// let after = actor.counters();
/// assert_eq!(after.answered, before.answered + 1);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counters {
    /// Messages that were put into its inbox.
    pub sent: u64,
    /// Messages whose replies were taken out of its outbox, by whoever looks for them; a reply of type `()` is one too.
    pub answered: u64,
    /// Messages that are under way: in the inbox, in its hands, or answered by a reply that nobody has taken out yet.
    pub depth: u64,
    /// Replies to [`send`](crate::Actor::send) that were taken out and wait for [`recv`](crate::Actor::recv).
    pub unreceived: u64,
    /// Messages that will never be answered: those that were not when it ended.
    pub dead_letters: u64,
    /// Lives that ended by a [`Fault`](crate::Fault) of its handler.
    pub faults: u64,
    /// How often it has begun again.
    pub restarts: u64,
    /// How long it had messages in hand; of a batch, all its warps together. Known of those that
    /// [record](crate::LaunchOptions::record) alone.
    pub busy: Option<Duration>,
}

/// Both, as far as they are known.
pub(crate) fn together(one: Option<Duration>, other: Option<Duration>) -> Option<Duration> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one + other),
        (one, other) => one.or(other),
    }
}

impl AddAssign for Counters {
    fn add_assign(&mut self, other: Self) {
        let Self {
            sent,
            answered,
            depth,
            unreceived,
            dead_letters,
            faults,
            restarts,
            busy,
        } = other;
        self.sent += sent;
        self.answered += answered;
        self.depth += depth;
        self.unreceived += unreceived;
        self.dead_letters += dead_letters;
        self.faults += faults;
        self.restarts += restarts;
        self.busy = together(self.busy, busy);
    }
}

impl Sum for Counters {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |mut sum, one| {
            sum += one;
            sum
        })
    }
}

impl fmt::Display for Counters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            sent,
            answered,
            depth,
            unreceived,
            dead_letters,
            faults,
            restarts,
            busy,
        } = self;
        write!(
            f,
            "sent {sent}, answered {answered}, under way {depth}, not received {unreceived}, dead {dead_letters}, \
             faults {faults}, restarts {restarts}"
        )?;
        match busy {
            Some(busy) => write!(f, ", busy {:.6} s", busy.as_secs_f64()),
            None => Ok(()),
        }
    }
}
