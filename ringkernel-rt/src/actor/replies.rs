//! Replies as a stream.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

use super::port::Lives;
use super::Actor;
use crate::error::Error;
use crate::kernel::ActorKernel;

/// The replies to what was sent to an actor: [`Actor::stream`].
///
/// It ends when the actor is terminated or restarted, after the replies that came before; a fault is its last item.
#[must_use = "a stream does nothing unless it is polled"]
pub struct Replies<'a, K: ActorKernel> {
    actor: &'a Actor<K>,
    /// The life whose replies are the last ones.
    life: u64,
    ended: bool,
}

impl<'a, K: ActorKernel> Replies<'a, K> {
    pub(super) fn new(actor: &'a Actor<K>) -> Self {
        Self {
            actor,
            life: actor.port().life(),
            ended: false,
        }
    }
}

impl<K: ActorKernel> fmt::Debug for Replies<'_, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Replies")
            .field("kernel", &K::ARTIFACT.name)
            .finish_non_exhaustive()
    }
}

impl<K: ActorKernel> Stream for Replies<'_, K> {
    type Item = Result<K::Reply, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.ended {
            return Poll::Ready(None);
        }
        let lives = Lives::Until(self.life);
        self.actor.poll_receive(lives, context).map(|receipt| {
            self.ended = !matches!(receipt, Some(Ok(_)));
            match receipt? {
                Ok(bytes) => Some(bytes.open().map(|reply| reply.reply)),
                Err(Error::ActorStopped { .. }) => None,
                Err(error) => Some(Err(error)),
            }
        })
    }
}
