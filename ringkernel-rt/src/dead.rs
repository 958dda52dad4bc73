//! Dead letters: messages that an actor took into its inbox and whose replies nobody will have, because it ended before.
//!
//! That a handler has not seen such a message is not said. An actor that is dropped is over the one in hand, and one that
//! answers many at a time may have been over all of them: behind one that is not answered no reply is taken.
//!
//! Whoever calls is told by an error; whoever sends and goes on is not. All such messages, of both kinds, go to the
//! runtime's [`DeadLetters`], with the bytes as they were sent. The buffer is bounded: the oldest make room, and are
//! counted.
//!
//! ```
//! # use ringkernel_rt::prelude::*;
//! # use ringkernel_rt::kernel::ActorKernel;
//! # async fn f<K: ActorKernel>(runtime: RingKernel) where K::Message: std::fmt::Debug {
//! let letters = runtime.dead_letters();
//! while let Some(letter) = letters.try_next() {
//!     // `letter.number` is the one that a fault names as well.
//!     eprintln!("message {} of `{}` was lost: {}", letter.number, letter.kernel, letter.cause);
//!     if let Some(message) = letter.message::<K>() {
//!         eprintln!("it was {message:?}");
//!     }
//! }
//! # }
//! ```

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use futures_core::Stream;

use crate::error::Error;
use crate::kernel::ActorKernel;
use crate::message::RingMessage;
use crate::shelf::{Limits, Shelf};

/// Letters that are kept at most.
pub(crate) const LETTERS: usize = 1024;

/// Bytes of payloads that are kept at most, unless a single one is larger.
const BYTES: usize = 1 << 20;

/// A message that will never be answered.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct DeadLetter {
    /// The actor's number in its runtime, as in a [`Dump`](crate::dump::Dump).
    pub actor: u64,
    /// The name that the actor had, if any.
    pub name: Option<Arc<str>>,
    /// The actor's kernel.
    pub kernel: &'static str,
    /// The message's number, from 1 in each life of the actor: [`Fault::message`](crate::Fault::message) names the one
    /// that was being answered.
    pub number: u64,
    /// The message as it was sent: [`RingMessage::decode`] reads it.
    pub payload: Box<[u8]>,
    /// Who knows.
    pub told: Told,
    /// Why the actor ended.
    pub cause: Arc<Error>,
}

/// Who is told, besides whoever reads dead letters, that a message is not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// The caller, by an error.
    Caller,
    /// Whoever receives the replies to what was sent: an error comes in its place, one for all.
    Receiver,
    /// Nobody: it has no reply, or the caller had given up.
    Nobody,
}

impl DeadLetter {
    /// The message, if `K` is the actor's kernel.
    #[must_use]
    pub fn message<K: ActorKernel>(&self) -> Option<K::Message> {
        let layout = &<K::Message as RingMessage>::LAYOUT;
        let fits = self.kernel == K::ARTIFACT.name && self.payload.len() == layout.size;
        (fits && (!layout.has_gaps() || layout.is_value(&self.payload)))
            .then(|| K::Message::decode(&self.payload))
    }
}

/// The dead letters of a runtime: [`RingKernel::dead_letters`](crate::RingKernel::dead_letters). Clones share them; each
/// letter is given out once.
#[derive(Clone, Debug)]
pub struct DeadLetters {
    shelf: Arc<Shelf<DeadLetter>>,
}

impl Default for DeadLetters {
    fn default() -> Self {
        Self {
            shelf: Arc::new(Shelf::new(Limits {
                entries: LETTERS,
                weight: BYTES,
            })),
        }
    }
}

impl DeadLetters {
    /// Keeps the letters, ahead of which `before` others were left out; gives who is to be woken.
    pub(crate) fn keep(&self, before: u64, letters: Vec<DeadLetter>) -> Vec<Waker> {
        let letters = letters.into_iter();
        self.shelf
            .keep(before, letters.map(|letter| (letter.payload.len(), letter)))
    }

    /// The oldest letter, if there is one.
    #[must_use]
    pub fn try_next(&self) -> Option<DeadLetter> {
        self.shelf.try_next()
    }

    /// Waits for the next letter; `None` when the runtime was shut down and all are given out.
    pub async fn next(&self) -> Option<DeadLetter> {
        poll_fn(|context| self.shelf.poll(context)).await
    }

    /// The runtime has ended: what actors that were left behind still lose is for [`try_next`](Self::try_next).
    pub(crate) fn close(&self) {
        for reader in self.shelf.close() {
            reader.wake();
        }
    }

    /// Letters that were thrown away unread, since more came than are kept: 1024, or 1 MiB of them.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.shelf.dropped()
    }
}

/// The letters one after another, until the runtime was shut down.
impl Stream for DeadLetters {
    type Item = DeadLetter;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<DeadLetter>> {
        self.shelf.poll(context)
    }
}
