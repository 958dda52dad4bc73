//! The two halves of an actor, for throughput: one thread sends, another receives.
//!
//! A message costs neither a lock nor an allocation. The halves look at the actor itself, which takes its lock, only when
//! there is no room or no reply.

use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::sync::Arc;
use std::task::{Poll, Waker};
use std::time::Instant;

use super::error::{TryRecvError, TrySendError};
use super::look::EAGER;
use super::machine::Bell;
use super::pause::{Looks, Pause};
use super::port::{Caller, Half, Port};
use super::reply::Arrival;
use super::Actor;
use crate::error::Error;
use crate::hlc::Clock;
use crate::kernel::{frames, ActorKernel};
use crate::message::{self, RingMessage};
use crate::queue::flow::{Sink, Source};
use crate::queue::ring::Head;

impl<K: ActorKernel> Actor<K> {
    /// Splits the actor into a half that sends and a half that receives, each for a thread of its own.
    ///
    /// This is the way to the most messages a second: [`try_send`](Self::try_send) and [`recv`](Self::recv), which any
    /// number of tasks may use, cost a lock and an allocation a message. The receiver has the replies to the sender's
    /// messages, in order, `()` too: as many messages as the inbox has slots may be sent ahead of it. Replies to messages
    /// from before go where they would have gone.
    ///
    /// Once the receiver is dropped, replies that it has not received, and all later ones, are thrown away and the sender
    /// goes on. When both halves are gone the actor works as before.
    ///
    /// The halves belong to one life of the actor and have it to themselves. A supervised actor is its supervisor's too,
    /// which restarts it when it must, so it cannot be split. Instead, launch an actor without a supervisor; when a half
    /// tells of its end, drop both, [`restart`](Self::restart) it and split it again.
    ///
    /// # Errors
    /// [`Error::Fault`] and [`Error::ActorStopped`] when the actor has ended.
    ///
    /// # Examples
    /// ```
    /// # use ringkernel_rt::kernel::ActorKernel;
    /// # use ringkernel_rt::prelude::*;
    /// # fn sum<K: ActorKernel<Message = u64, Reply = u64>>(actor: &mut Actor<K>) -> Result<u64, Error> {
    /// let (mut sender, mut receiver) = actor.split()?;
    /// std::thread::scope(|scope| {
    ///     scope.spawn(move || (0..1000).try_for_each(|number| sender.send_blocking(number)));
    ///     let mut sum = 0;
    ///     // Ends when the sender is dropped and all is answered.
    ///     while let Some(reply) = receiver.recv_blocking()? {
    ///         sum += reply;
    ///     }
    ///     Ok(sum)
    /// })
    /// # }
    /// ```
    pub fn split(&mut self) -> Result<(Sender<'_, K>, Receiver<'_, K>), Error> {
        let port = self.port();
        let (source, sink, bell) = port.split()?;
        let sender = Sender {
            port: port.clone(),
            source,
            bell,
            looks: Looks::default(),
            actor: PhantomData,
        };
        let receiver = Receiver {
            port,
            sink,
            stage: Stage::Before,
            looks: Looks::default(),
            replies: 0,
            actor: PhantomData,
        };
        Ok((sender, receiver))
    }
}

/// Replies between two looks at the actor, which may have logged something.
const HEAR_EVERY: u32 = 1024;

/// The half of an actor that sends: [`Actor::split`].
#[must_use = "dropping it ends what the receiver waits for"]
pub struct Sender<'a, K: ActorKernel> {
    port: Arc<Port>,
    source: Source,
    bell: Bell,
    looks: Looks,
    actor: PhantomData<&'a mut Actor<K>>,
}

impl<K: ActorKernel> fmt::Debug for Sender<'_, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender")
            .field("kernel", &K::ARTIFACT.name)
            .finish_non_exhaustive()
    }
}

impl<K: ActorKernel> Sender<'_, K> {
    /// Sends a message now or not at all.
    ///
    /// # Errors
    /// [`TrySendError::Full`] while as many messages as the inbox has slots have been sent whose replies were not
    /// received, or up to 32 less: a receiver on another thread does not tell of each; [`TrySendError::Closed`] when the actor has ended, which is noticed by the time the inbox is full.
    #[inline]
    pub fn try_send(&mut self, message: K::Message) -> Result<(), TrySendError<K::Message>> {
        if self.put(&message) || self.make_room_and_put(&message) {
            return Ok(());
        }
        match self.source.flow().is_closed() {
            true => Err(TrySendError::Closed(message)),
            false => Err(TrySendError::Full(message)),
        }
    }

    /// Sends a message; waits while there is no room, on this thread, which polls.
    ///
    /// Not for asynchronous code, whose thread it keeps. It ends when the actor does.
    ///
    /// # Errors
    /// [`Error::Fault`] and [`Error::ActorStopped`] when the actor has ended.
    #[inline]
    pub fn send_blocking(&mut self, message: K::Message) -> Result<(), Error> {
        if self.put(&message) {
            return Ok(());
        }
        let mut pause = Pause::for_many();
        loop {
            match self.look_and_put(&message) {
                Some(result) => return result,
                None => pause.wait(),
            }
        }
    }

    /// Sends a message; waits while there is no room. Dropping the future sends nothing.
    ///
    /// # Errors
    /// As [`send_blocking`](Self::send_blocking).
    pub async fn send(&mut self, message: K::Message) -> Result<(), Error> {
        if self.put(&message) {
            return Ok(());
        }
        wait(
            self,
            |sender| sender.look_and_put(&message),
            |sender, waker| {
                // Not what was taken by now: that may be the room that is waited for.
                let taken = sender.source.known_taken();
                sender.port.wake_for_space(taken, waker);
            },
        )
        .await
    }

    /// Puts a message in, if there is room and the actor lives.
    #[inline]
    fn put(&mut self, message: &K::Message) -> bool {
        if self.source.flow().is_closed() {
            return false;
        }
        let head = Head::at(self.port.clock().map(Clock::now));
        let [frame, _] = const { frames::<K>() };
        let sent = self
            .source
            .push(frame, &head, |bytes| message.encode(bytes));
        if sent {
            self.bell.ring();
        }
        sent
    }

    /// The same after a look at the actor.
    #[cold]
    fn make_room_and_put(&mut self, message: &K::Message) -> bool {
        // Nobody else takes the replies when it is alone.
        let every = if self.source.is_alone() {
            1
        } else {
            Looks::EVERY
        };
        self.looks.count(&self.port, every);
        self.put(message)
    }

    /// The same; `None` while there is something to wait for.
    fn look_and_put(&mut self, message: &K::Message) -> Option<Result<(), Error>> {
        if self.make_room_and_put(message) {
            return Some(Ok(()));
        }
        let closed = self.source.flow().is_closed();
        closed.then(|| Err(self.port.error()))
    }
}

impl<K: ActorKernel> Drop for Sender<'_, K> {
    fn drop(&mut self) {
        self.source.leave();
        self.port.let_go(Half::Sender);
    }
}

/// The half of an actor that receives: [`Actor::split`].
#[must_use = "dropping it throws the replies away"]
pub struct Receiver<'a, K: ActorKernel> {
    port: Arc<Port>,
    sink: Sink,
    stage: Stage,
    looks: Looks,
    /// Replies, round and round.
    replies: u32,
    actor: PhantomData<&'a mut Actor<K>>,
}

/// Who takes replies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// The port, those to messages from before the split.
    Before,
    /// The receiver.
    Own,
}

impl<K: ActorKernel> fmt::Debug for Receiver<'_, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver")
            .field("kernel", &K::ARTIFACT.name)
            .finish_non_exhaustive()
    }
}

impl<K: ActorKernel> Receiver<'_, K> {
    /// The next reply, if it has come.
    ///
    /// # Errors
    /// [`TryRecvError::Empty`] if it has not; [`TryRecvError::Finished`] when the sender was dropped and all that it has
    /// sent is answered; [`TryRecvError::Failed`] when the actor has ended, after the replies that came before.
    #[inline]
    pub fn try_recv(&mut self) -> Result<K::Reply, TryRecvError> {
        if let Some(reply) = self.take() {
            return reply.map_err(TryRecvError::Failed);
        }
        match self.look_and_take() {
            Some(Ok(Some(reply))) => Ok(reply),
            Some(Ok(None)) => Err(TryRecvError::Finished),
            Some(Err(error)) => Err(TryRecvError::Failed(error)),
            None => Err(TryRecvError::Empty),
        }
    }

    /// The next reply; `None` when the sender was dropped and all that it has sent is answered. Waits on this thread,
    /// which polls.
    ///
    /// Not for asynchronous code, whose thread it keeps. It ends when the actor does.
    ///
    /// # Errors
    /// [`Error::Fault`] and [`Error::ActorStopped`] when the actor has ended, after the replies that came before.
    #[inline]
    pub fn recv_blocking(&mut self) -> Result<Option<K::Reply>, Error> {
        if let Some(reply) = self.take() {
            return reply.map(Some);
        }
        let mut pause = Pause::for_many();
        loop {
            match self.look_and_take() {
                Some(result) => return result,
                None => pause.wait(),
            }
        }
    }

    /// The next reply; `None` when the sender was dropped and all that it has sent is answered. Dropping the future
    /// loses no reply.
    ///
    /// # Errors
    /// As [`recv_blocking`](Self::recv_blocking).
    pub async fn recv(&mut self) -> Result<Option<K::Reply>, Error> {
        if let Some(reply) = self.take() {
            return reply.map(Some);
        }
        wait(self, Self::look_and_take, |receiver, waker| {
            let coming = receiver.sink.coming();
            receiver.port.wake_for_reply(coming, waker);
        })
        .await
    }

    #[inline]
    fn take(&mut self) -> Option<Result<K::Reply, Error>> {
        match self.stage {
            Stage::Before => return None,
            Stage::Own => {}
        }
        let clock = self.port.clock();
        let [_, frame] = const { frames::<K>() };
        let reply = self.sink.pop(frame, |head, bytes| {
            Arrival::of(clock, head)?;
            message::decode(bytes)
        })?;
        self.replies = self.replies.wrapping_add(1);
        if self.replies.is_multiple_of(HEAR_EVERY) {
            self.port.pump(Caller::User { thorough: false });
        }
        Some(reply)
    }

    /// The same after a look at the actor; `None` while there is something to wait for.
    #[cold]
    fn look_and_take(&mut self) -> Option<Result<Option<K::Reply>, Error>> {
        if self.stage == Stage::Before {
            self.port.pump(Caller::User { thorough: false });
            if self.port.has_handed_over() {
                self.stage = Stage::Own;
            }
        }
        // In this order: what came before the end is there once the end is seen.
        let closed = self.sink.flow().is_closed();
        if let Some(reply) = self.take() {
            return Some(reply.map(Some));
        }
        let done = self.stage == Stage::Own && self.sink.is_done();
        // Looked at anew: a sender that left because of the end leaves the error, not a last reply.
        if closed || (done && self.sink.flow().is_closed()) {
            return Some(Err(self.port.error()));
        }
        if done {
            return Some(Ok(None));
        }
        self.looks.count(&self.port, Looks::EVERY);
        None
    }
}

impl<K: ActorKernel> Drop for Receiver<'_, K> {
    fn drop(&mut self) {
        self.sink.leave();
        self.port.let_go(Half::Receiver);
    }
}

/// What `look` finds, looked for again at once for so long as [`EAGER`] says, and then when it wakes the task whom
/// `leave` has told of it.
async fn wait<H, T>(
    half: &mut H,
    mut look: impl FnMut(&mut H) -> Option<T>,
    leave: impl Fn(&H, &Waker),
) -> T {
    let begin = Instant::now();
    poll_fn(|context| {
        if let Some(found) = look(half) {
            return Poll::Ready(found);
        }
        match begin.elapsed() < EAGER {
            true => context.waker().wake_by_ref(),
            false => leave(half, context.waker()),
        }
        Poll::Pending
    })
    .await
}
