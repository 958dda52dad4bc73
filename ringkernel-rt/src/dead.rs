//! Dead letters: messages that an actor took into its inbox and will never answer, because it ended before.
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

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use futures_core::Stream;

use crate::error::Error;
use crate::kernel::ActorKernel;
use crate::message::RingMessage;

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
    /// The message's number, from 1, over all lives of the actor: [`Fault::message`](crate::Fault::message) names the
    /// one that was being answered.
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
        (fits && (!layout.has_variants() || layout.is_value(&self.payload)))
            .then(|| K::Message::decode(&self.payload))
    }
}

/// The dead letters of a runtime: [`RingKernel::dead_letters`](crate::RingKernel::dead_letters). Clones share them; each
/// letter is given out once.
#[derive(Clone, Debug, Default)]
pub struct DeadLetters {
    shelf: Arc<Mutex<Shelf>>,
}

#[derive(Debug, Default)]
struct Shelf {
    letters: VecDeque<DeadLetter>,
    /// Of the payloads.
    bytes: usize,
    dropped: u64,
    /// Whom to wake for the next letter.
    readers: Vec<Waker>,
}

impl DeadLetters {
    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        // What a panic under the lock leaves is a list of letters.
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps the letters, of which `before` others were left out; gives who is to be woken.
    pub(crate) fn keep(
        &self,
        before: u64,
        letters: impl IntoIterator<Item = DeadLetter>,
    ) -> Vec<Waker> {
        let mut shelf = self.shelf();
        shelf.dropped += before;
        for letter in letters {
            shelf.bytes += letter.payload.len();
            shelf.letters.push_back(letter);
            while shelf.letters.len() > LETTERS || (shelf.bytes > BYTES && shelf.letters.len() > 1)
            {
                shelf.pop();
                shelf.dropped += 1;
            }
        }
        std::mem::take(&mut shelf.readers)
    }

    /// The oldest letter, if there is one.
    #[must_use]
    pub fn try_next(&self) -> Option<DeadLetter> {
        self.shelf().pop()
    }

    /// Waits for the next letter.
    pub async fn next(&self) -> DeadLetter {
        poll_fn(|context| self.poll(context)).await
    }

    /// Letters that were thrown away unread, since more came than are kept: 1024, or 1 MiB of them.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.shelf().dropped
    }

    fn poll(&self, context: &mut Context<'_>) -> Poll<DeadLetter> {
        let mut shelf = self.shelf();
        if let Some(letter) = shelf.pop() {
            return Poll::Ready(letter);
        }
        let waker = context.waker();
        if !shelf.readers.iter().any(|other| other.will_wake(waker)) {
            shelf.readers.push(waker.clone());
        }
        Poll::Pending
    }
}

impl Shelf {
    fn pop(&mut self) -> Option<DeadLetter> {
        let letter = self.letters.pop_front()?;
        self.bytes -= letter.payload.len();
        Some(letter)
    }
}

/// The letters one after another. It never ends.
impl Stream for DeadLetters {
    type Item = DeadLetter;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<DeadLetter>> {
        self.poll(context).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(number: u64, bytes: usize) -> DeadLetter {
        DeadLetter {
            actor: 1,
            name: None,
            kernel: "none",
            number,
            payload: vec![0; bytes].into(),
            told: Told::Nobody,
            cause: Arc::new(Error::Timeout),
        }
    }

    fn numbers(letters: &DeadLetters) -> Vec<u64> {
        std::iter::from_fn(|| letters.try_next().map(|letter| letter.number)).collect()
    }

    #[test]
    fn the_oldest_letters_make_room_and_are_counted() {
        let letters = DeadLetters::default();
        let last = LETTERS as u64 + 2;
        letters.keep(5, (1..=last).map(|number| letter(number, 8)));
        assert_eq!(letters.dropped(), 5 + 2);
        assert!(numbers(&letters).into_iter().eq(3..=last));
    }

    #[test]
    fn large_letters_make_room_by_their_bytes() {
        let letters = DeadLetters::default();
        letters.keep(0, (1..=3).map(|number| letter(number, BYTES / 2)));
        assert_eq!((numbers(&letters), letters.dropped()), (vec![2, 3], 1));
        letters.keep(0, [letter(4, 1), letter(5, 2 * BYTES)]);
        assert_eq!((numbers(&letters), letters.dropped()), (vec![5], 2));
    }
}
