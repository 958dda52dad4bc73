//! Replies as a stream.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_core::Stream;

use super::port::Port;
use super::Actor;
use crate::error::Error;
use crate::kernel::ActorKernel;
use crate::message;

/// The replies to what was sent to an actor: [`Actor::stream`].
///
/// It ends when the actor is terminated or restarted; a fault is its last item.
pub struct Replies<'a, K: ActorKernel> {
    port: Arc<Port>,
    ended: bool,
    actor: PhantomData<&'a Actor<K>>,
}

impl<K: ActorKernel> Replies<'_, K> {
    pub(super) fn new(port: Arc<Port>) -> Self {
        Self {
            port,
            ended: false,
            actor: PhantomData,
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
        self.port.poll_receive(context).map(|reply| match reply {
            Ok(bytes) => Some(message::decode(&bytes)),
            Err(error) => {
                self.ended = true;
                match error {
                    Error::ActorStopped { .. } => None,
                    error => Some(Err(error)),
                }
            }
        })
    }
}
