//! Persistent actors: a kernel that stays on the device and answers messages.
//!
//! [`RingKernel::launch`](crate::RingKernel::launch) starts one; the [`Actor`] it returns sends messages and receives replies. Messages are answered
//! in the order they were sent. Life: created, launched, active, deactivated and active again, terminated; the device
//! acknowledges each step. A mistake in the handler ends the actor, and everyone who waits is told which.
//!
//! No future here needs a tokio runtime: the runtime's own thread wakes them.

pub(crate) mod dossier;
mod error;
mod launch;
mod look;
mod machine;
mod options;
pub(crate) mod port;
pub(crate) mod recorder;
mod replies;

use std::fmt;
use std::future::{poll_fn, Future};
use std::marker::PhantomData;
use std::pin::{pin, Pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;
use tokio::sync::{Semaphore, SemaphorePermit, TryAcquireError};

use crate::control::{Command, State};
use crate::error::Error;
use crate::kernel::ActorKernel;
use crate::message::{self, RingMessage};
use dossier::Dossier;
use port::{Caller, Poller, Port, Waiting};

use look::{eagerly, Look};

pub use error::{CallError, TrySendError};
pub use options::LaunchOptions;
pub use replies::Replies;

/// A running actor. Dropping it ends the actor.
///
/// It can be shared between tasks and threads; each message is answered once, in the order they were sent.
pub struct Actor<K: ActorKernel> {
    port: Arc<Port>,
    dossier: Arc<Dossier>,
    deadline: Duration,
    kernel: PhantomData<fn() -> K>,
}

impl<K: ActorKernel> fmt::Debug for Actor<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Actor")
            .field("kernel", &K::ARTIFACT.name)
            .field("state", &self.state())
            .finish()
    }
}

impl<K: ActorKernel> Drop for Actor<K> {
    fn drop(&mut self) {
        self.port.leave();
        self.dossier.close();
    }
}

impl<K: ActorKernel> Actor<K> {
    /// Whether the actor's replies carry anything.
    const REPLIES: bool = <K::Reply as RingMessage>::LAYOUT.size > 0;

    /// Sends a message and waits for its reply.
    ///
    /// Waits while the inbox is full. Dropping the future loses this reply and no other.
    ///
    /// # Errors
    /// [`Error::Fault`] when the handler makes a mistake, at this message or at one before;
    /// [`Error::ActorStopped`] when the actor ends.
    pub async fn call(&self, message: K::Message) -> Result<K::Reply, Error> {
        let slot = self.slot().await?;
        let mut look = Look::after(&self.port, slot, &message)?;
        if let Some(reply) = look.eagerly::<K::Reply>().await {
            return reply;
        }
        match look.leave() {
            Some(answer) => self.reply(answer.await),
            // It has come since, or the actor has ended.
            None => look.find().unwrap_or_else(|| Err(self.error())),
        }
    }

    /// Sends a message and waits for its reply, no longer than `time`.
    ///
    /// # Errors
    /// [`CallError::NotSent`] and [`CallError::NotAnswered`] when the time is over, with the message;
    /// [`CallError::Ended`] as for [`call`](Self::call).
    pub async fn call_timeout(
        &self,
        message: K::Message,
        time: Duration,
    ) -> Result<K::Reply, CallError<K::Message>> {
        let mut alarm = Instant::now()
            .checked_add(time)
            .map(|at| self.port.timer(at));
        let slot = match before(&mut alarm, self.slot()).await {
            Some(slot) => slot.map_err(CallError::Ended)?,
            None => return Err(CallError::NotSent(message)),
        };
        let answer = self.put(slot, &message).map_err(CallError::Ended)?;
        match before(&mut alarm, answer).await {
            Some(answer) => self.reply(answer).map_err(CallError::Ended),
            None => Err(CallError::NotAnswered(message)),
        }
    }

    /// Sends a message and waits for its reply on this thread, which polls: the fastest way to one reply.
    ///
    /// Not for asynchronous code, whose thread it keeps. It ends when the actor does.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub fn call_blocking(&self, message: K::Message) -> Result<K::Reply, Error> {
        let mut patience = Patience::default();
        let slot = loop {
            match self.port.slots.try_acquire() {
                Ok(slot) => break slot,
                Err(TryAcquireError::Closed) => return Err(self.error()),
                Err(TryAcquireError::NoPermits) => patience.wait(&self.port),
            }
        };
        let mut look = Look::after(&self.port, slot, &message)?;
        let mut patience = Patience::default();
        loop {
            match look.find() {
                Some(reply) => return reply,
                None => patience.wait(&self.port),
            }
        }
    }

    /// Sends a message; its reply goes to [`recv`](Self::recv) or [`stream`](Self::stream).
    ///
    /// Waits while the inbox is full, and while as many replies as it has slots have not been received: who sends and
    /// never receives waits for ever. An actor that replies with `()` needs no receiver.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn send(&self, message: K::Message) -> Result<(), Error> {
        let credit = match Self::REPLIES {
            true => Some(self.permit(&self.port.credits).await?),
            false => None,
        };
        let slot = self.slot().await?;
        self.put_sent(credit, slot, &message)
    }

    /// Sends a message now or not at all; its reply goes where [`send`](Self::send)'s goes.
    ///
    /// # Errors
    /// [`TrySendError::Full`] where `send` would wait; [`TrySendError::Closed`] when the actor has ended.
    pub fn try_send(&self, message: K::Message) -> Result<(), TrySendError<K::Message>> {
        let take = |permits| self.try_permit(permits);
        let result = match Self::REPLIES {
            true => take(&self.port.credits).map(Some),
            false => Ok(None),
        };
        let permits = result.and_then(|credit| Ok((credit, take(&self.port.slots)?)));
        match permits {
            Ok((credit, slot)) => self
                .put_sent(credit, slot, &message)
                .map_err(|_| TrySendError::Closed(message)),
            Err(TryAcquireError::NoPermits) => Err(TrySendError::Full(message)),
            Err(TryAcquireError::Closed) => Err(TrySendError::Closed(message)),
        }
    }

    /// Waits for the reply to the oldest message [`send`](Self::send) has sent that has none yet.
    ///
    /// An actor that replies with `()` gives none.
    ///
    /// # Errors
    /// As [`call`](Self::call), after the replies that came before.
    pub async fn recv(&self) -> Result<K::Reply, Error> {
        let bytes = eagerly(|context| self.port.poll_receive(context)).await?;
        message::decode(&bytes)
    }

    /// The replies to [`send`](Self::send), one after another, until the actor ends.
    pub fn stream(&self) -> Replies<'_, K> {
        Replies::new(self)
    }

    /// Makes the actor answer messages.
    ///
    /// # Errors
    /// [`Error::Timeout`] when the actor does not acknowledge; otherwise as [`call`](Self::call).
    pub async fn activate(&self) -> Result<(), Error> {
        self.port.command(Command::Activate, self.by()).await
    }

    /// Makes the actor leave messages in its inbox, once it has answered the one in hand.
    ///
    /// # Errors
    /// As [`activate`](Self::activate).
    pub async fn deactivate(&self) -> Result<(), Error> {
        self.port.command(Command::Deactivate, self.by()).await
    }

    /// Ends the actor once it has answered the message in hand. Messages in its inbox are not answered.
    ///
    /// # Errors
    /// [`Error::Fault`] if the actor had ended by that; [`Error::Timeout`] when it does not acknowledge.
    pub async fn terminate(&self) -> Result<(), Error> {
        self.port.command(Command::Terminate, self.by()).await
    }

    /// Where the actor says it is.
    #[must_use]
    pub fn state(&self) -> State {
        self.port.state()
    }

    /// Why the actor takes no more messages; [`Error::ActorStopped`] as well while it still does.
    #[must_use]
    pub fn error(&self) -> Error {
        self.port.error()
    }

    /// Its name in the [`Registry`](crate::Registry), if it has one.
    #[must_use]
    pub fn name(&self) -> Option<Arc<str>> {
        self.dossier.name()
    }

    /// How many of its messages will never be answered: those that it had not answered when it ended.
    #[must_use]
    pub fn dead_letters(&self) -> u64 {
        self.dossier.dead_letters()
    }

    pub(crate) fn dossier(&self) -> &Arc<Dossier> {
        &self.dossier
    }

    /// When a command must be acknowledged that is given now; never if that is past what can be told.
    fn by(&self) -> Option<Instant> {
        Instant::now().checked_add(self.deadline)
    }

    async fn permit<'a>(&self, of: &'a Semaphore) -> Result<SemaphorePermit<'a>, Error> {
        of.acquire().await.map_err(|_| self.error())
    }

    async fn slot(&self) -> Result<SemaphorePermit<'_>, Error> {
        if let Ok(slot) = self.port.slots.try_acquire() {
            return Ok(slot);
        }
        // Those whose replies would make room may have given up looking.
        self.port.look_for_space();
        self.permit(&self.port.slots).await
    }

    /// A permit, if one is free after a look at the actor.
    fn try_permit<'a>(&self, of: &'a Semaphore) -> Result<SemaphorePermit<'a>, TryAcquireError> {
        match of.try_acquire() {
            Err(TryAcquireError::NoPermits) => {
                self.port.pump(Caller::User { thorough: false });
                of.try_acquire()
            }
            result => result,
        }
    }

    fn put(
        &self,
        slot: SemaphorePermit<'_>,
        message: &K::Message,
    ) -> Result<oneshot::Receiver<Result<port::Bytes, Error>>, Error> {
        let (sender, answer) = oneshot::channel();
        self.port
            .push(Waiting::Call(sender), Poller::Reactor, |bytes| {
                message.encode(bytes);
            })?;
        slot.forget();
        Ok(answer)
    }

    fn put_sent(
        &self,
        credit: Option<SemaphorePermit<'_>>,
        slot: SemaphorePermit<'_>,
        message: &K::Message,
    ) -> Result<(), Error> {
        let waiting = match credit {
            Some(_) => Waiting::Receiver,
            None => Waiting::Nobody,
        };
        self.port
            .push(waiting, Poller::Reactor, |bytes| message.encode(bytes))?;
        slot.forget();
        if let Some(credit) = credit {
            credit.forget();
        }
        Ok(())
    }

    fn reply(
        &self,
        answer: Result<Result<port::Bytes, Error>, oneshot::error::RecvError>,
    ) -> Result<K::Reply, Error> {
        // The sender is lost only when the actor is left.
        let bytes = answer.unwrap_or_else(|_| Err(self.error()))?;
        message::decode(&bytes)
    }
}

/// What `future` comes to, unless there is an alarm that rings first.
async fn before<T>(
    alarm: &mut Option<oneshot::Receiver<()>>,
    future: impl Future<Output = T>,
) -> Option<T> {
    let mut future = pin!(future);
    poll_fn(|context| {
        if let Poll::Ready(value) = future.as_mut().poll(context) {
            return Poll::Ready(Some(value));
        }
        match alarm {
            Some(alarm) => Pin::new(alarm).poll(context).map(|_| None),
            None => Poll::Pending,
        }
    })
    .await
}

/// Waits ever less eagerly between looks at an actor; some of the looks are its own.
#[derive(Debug, Default)]
struct Patience {
    looks: u32,
}

impl Patience {
    const SPINS: u32 = 2000;
    const YIELDS: u32 = 20_000;
    /// Looks between two that also take what others wait for.
    const PUMP_EVERY: u32 = 16;
    const THOROUGH_EVERY: u32 = 4096;

    fn wait(&mut self, port: &Port) {
        self.looks = self.looks.wrapping_add(1);
        if self.looks.is_multiple_of(Self::PUMP_EVERY) {
            let thorough = self.looks.is_multiple_of(Self::THOROUGH_EVERY);
            if port.pump(Caller::User { thorough }).news {
                self.looks = 0;
            }
        }
        if self.looks < Self::SPINS {
            std::hint::spin_loop();
        } else if self.looks < Self::SPINS + Self::YIELDS {
            std::thread::yield_now();
        } else {
            std::thread::sleep(Duration::from_micros(50));
        }
    }
}
