//! Looking for the reply to a message on the thread that waits for it, which is faster than to be woken for it.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use tokio::sync::{oneshot, SemaphorePermit};

use super::port::{Bytes, Poller, Port, Sent, Waiting};
use super::reply::Reply;
use crate::error::Error;
use crate::hlc::Timestamp;
use crate::message::RingMessage;

/// How long a task that waits for a reply asks to be polled again at once, between other tasks of its thread, before it
/// leaves the looking to the reactor. To be woken costs a few microseconds, on a GPU more than the reply.
pub(super) const EAGER: Duration = Duration::from_micros(20);

/// Replies that may come before one that is looked for so: those behind wait longer anyway.
const AHEAD: u64 = 4;

/// What `poll` comes to, which is polled again at once for so long as [`EAGER`] says, and then when it wakes the task.
pub(super) async fn eagerly<T>(mut poll: impl FnMut(&mut Context<'_>) -> Poll<T>) -> T {
    let begin = Instant::now();
    poll_fn(|context| {
        let result = poll(context);
        if result.is_pending() && begin.elapsed() < EAGER {
            context.waker().wake_by_ref();
        }
        result
    })
    .await
}

/// What `poll` comes to, if it comes to something within [`EAGER`]; it is polled again at once until then.
pub(super) async fn soon<T>(mut poll: impl FnMut(&mut Context<'_>) -> Poll<T>) -> Option<T> {
    let begin = Instant::now();
    poll_fn(|context| match poll(context) {
        Poll::Ready(value) => Poll::Ready(Some(value)),
        Poll::Pending if begin.elapsed() > EAGER => Poll::Ready(None),
        Poll::Pending => {
            context.waker().wake_by_ref();
            Poll::Pending
        }
    })
    .await
}

/// A message whose reply is looked for. Dropping it leaves that reply to nobody.
#[derive(Debug)]
pub(super) struct Look<'a> {
    port: &'a Arc<Port>,
    sent: Sent,
    /// The reply was found.
    settled: bool,
}

impl<'a> Look<'a> {
    /// Puts a message into the slot of the permit.
    pub(super) fn after<M: RingMessage>(
        port: &'a Arc<Port>,
        slot: SemaphorePermit<'_>,
        message: &M,
    ) -> Result<Self, Error> {
        let encode = |bytes: &mut [u8]| message.encode(bytes);
        let sent = port.push(Waiting::Looker, Poller::Caller, encode)?;
        slot.forget();
        Ok(Self {
            port,
            sent,
            settled: false,
        })
    }

    /// When the message was sent, where messages carry times.
    pub(super) fn sent(&self) -> Option<Timestamp> {
        self.sent.time
    }

    /// The reply, if it has come, or why none will.
    pub(super) fn find<R: RingMessage>(&mut self) -> Option<Result<Reply<R>, Error>> {
        let reply = self.port.reply_to(self.sent.number)?;
        self.settled = true;
        Some(reply)
    }

    /// The reply, if it comes soon.
    pub(super) async fn eagerly<R: RingMessage>(&mut self) -> Option<Result<Reply<R>, Error>> {
        if self.port.ahead_of(self.sent.number) > AHEAD {
            return None;
        }
        soon(|_| self.find().map_or(Poll::Pending, Poll::Ready)).await
    }

    /// Has the reactor look instead; `None` if there is nothing to wait for.
    pub(super) fn leave(&self) -> Option<oneshot::Receiver<Result<Bytes, Error>>> {
        self.port.leave_looking(self.sent.number)
    }
}

impl Drop for Look<'_> {
    fn drop(&mut self) {
        if !self.settled {
            self.port.forget(self.sent.number);
        }
    }
}
