//! Persistent actors: a kernel that stays on the device and answers messages.
//!
//! [`RingKernel::launch`](crate::RingKernel::launch) starts one; the [`Actor`] it returns sends messages and receives replies. Messages are answered
//! in the order they were sent. Life: created, launched, active, deactivated and active again, terminated; the device
//! acknowledges each step. A mistake in the handler ends the actor, and everyone who waits is told which;
//! [`Actor::restart`] has it begin again. Several actors of a kernel can share a launch: [`Pool`].
//!
//! No future here needs a tokio runtime: the runtime's own thread wakes them.

pub(crate) mod dossier;
mod error;
mod ground;
mod half;
mod launch;
mod look;
#[cfg(all(test, loom))]
mod loom;
mod machine;
mod options;
mod pause;
mod pool;
pub(crate) mod port;
pub(crate) mod recorder;
mod replies;
pub(crate) mod reply;

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::sync::{Arc, PoisonError, RwLock};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;
use tokio::sync::{Semaphore, SemaphorePermit, TryAcquireError};

use crate::control::{Command, State};
use crate::counters::Counters;
use crate::error::{Asked, Error};
use crate::hlc::{Timed, Timestamp};
use crate::kernel::ActorKernel;
use crate::message::RingMessage;
use crate::reactor::before;
use crate::span::Span;
use dossier::Dossier;
use ground::{Enrolment, Ground};
use look::{eagerly, Look};
use pause::{Looks, Pause};
use port::{Caller, Lives, Poller, Port, Receipt, Waiting};
use recorder::What;
use reply::Reply;

pub use crate::idle::Idle;
pub use crate::priority::Priority;
pub use error::{CallError, TryRecvError, TrySendError};
pub use half::{Receiver, Sender};
pub use options::LaunchOptions;
pub use pool::Pool;
pub use replies::Replies;

/// A running actor. Dropping it ends the actor; on a GPU a loop of its handler gives up the message in hand.
///
/// It can be shared between tasks and threads; each message is answered once, in the order they were sent.
#[must_use = "dropping it ends the actor"]
pub struct Actor<K: ActorKernel> {
    ground: Arc<Ground>,
    /// That of the present life: each restart makes another.
    port: RwLock<Arc<Port>>,
    enrolment: Enrolment,
    /// Locked by who restarts.
    restart: tokio::sync::Mutex<()>,
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
        self.port().leave();
    }
}

impl<K: ActorKernel> Actor<K> {
    /// Whether the actor's replies carry anything.
    const REPLIES: bool = <K::Reply as RingMessage>::LAYOUT.size > 0;

    fn new(ground: Arc<Ground>, enrolment: Enrolment, port: Arc<Port>) -> Self {
        Self {
            ground,
            enrolment,
            port: RwLock::new(port),
            restart: tokio::sync::Mutex::default(),
            kernel: PhantomData,
        }
    }

    fn port(&self) -> Arc<Port> {
        // Held for single clones and stores.
        let port = self.port.read().unwrap_or_else(PoisonError::into_inner);
        port.clone()
    }

    /// Sends a message and waits for its reply.
    ///
    /// Waits while the inbox is full. Dropping the future loses this reply and no other.
    ///
    /// # Errors
    /// [`Error::Fault`] when the handler makes a mistake, at this message or at one before;
    /// [`Error::ActorStopped`] when the actor ends.
    pub async fn call(&self, message: K::Message) -> Result<K::Reply, Error> {
        let span = Span::call(self.dossier());
        let exchanged = span.over(self.exchange(&message)).await;
        exchanged.map(|(_, reply)| reply.reply)
    }

    /// Sends a message and waits for its reply, as [`call`](Self::call) does; says when each happened.
    ///
    /// For actors whose attribute says `hlc`: for others it does not compile.
    ///
    /// # Errors
    /// As [`call`](Self::call); [`Error::Drift`] when the reply's time is too far ahead of this machine's clock.
    pub async fn call_timed(&self, message: K::Message) -> Result<Timed<K::Reply>, Error> {
        const {
            assert!(
                K::OPTIONS.hlc,
                "messages of this actor carry no times: write `#[ring_kernel(hlc)]`"
            );
        }
        let span = Span::call(self.dossier());
        let (sent, reply) = span.over(self.exchange(&message)).await?;
        let Reply { reply, arrival } = reply;
        let (Some(sent), Some(arrival)) = (sent, arrival) else {
            unreachable!("the port of an actor with times has a clock");
        };
        Ok(Timed::new(reply, sent, arrival))
    }

    /// Sends a message and waits for its reply; gives also when the message was sent, where messages carry times.
    async fn exchange(
        &self,
        message: &K::Message,
    ) -> Result<(Option<Timestamp>, Reply<K::Reply>), Error> {
        let port = self.port();
        let slot = slot(&port).await?;
        let mut look = Look::after(&port, slot, message)?;
        let reply = match look.eagerly().await {
            Some(reply) => reply,
            None => match look.leave() {
                Some(answer) => open(&port, answer.await),
                // It has come since, or the actor has ended.
                None => look.find().unwrap_or_else(|| Err(port.error())),
            },
        };
        Ok((look.sent(), reply?))
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
        let span = Span::call(self.dossier());
        span.over(self.ask_within(message, time)).await
    }

    async fn ask_within(
        &self,
        message: K::Message,
        time: Duration,
    ) -> Result<K::Reply, CallError<K::Message>> {
        let port = self.port();
        let mut alarm = Instant::now().checked_add(time).map(|at| port.timer(at));
        let slot = match before(&mut alarm, slot(&port)).await {
            Some(slot) => slot.map_err(CallError::Ended)?,
            None => return Err(CallError::NotSent(message)),
        };
        let answer = put(&port, slot, &message).map_err(CallError::Ended)?;
        match before(&mut alarm, answer).await {
            Some(answer) => open(&port, answer)
                .map(|reply| reply.reply)
                .map_err(CallError::Ended),
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
        Span::call(self.dossier()).around(|| self.ask_blocking(message))
    }

    #[inline]
    fn ask_blocking(&self, message: K::Message) -> Result<K::Reply, Error> {
        let port = self.port();
        let slot = wait_blocking(&port, || match port.slots.try_acquire() {
            Ok(slot) => Some(Ok(slot)),
            Err(TryAcquireError::Closed) => Some(Err(port.error())),
            Err(TryAcquireError::NoPermits) => {
                port.rejoin();
                None
            }
        })?;
        let mut look = Look::after(&port, slot, &message)?;
        let reply: Reply<_> = wait_blocking(&port, || look.find())?;
        Ok(reply.reply)
    }

    /// Sends a message; its reply goes to [`recv`](Self::recv) or [`stream`](Self::stream).
    ///
    /// Waits while the inbox is full, and while as many replies as it has slots have not been received: who sends and
    /// never receives waits for ever. An actor that replies with `()` needs no receiver.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn send(&self, message: K::Message) -> Result<(), Error> {
        let port = self.port();
        let credit = match Self::REPLIES {
            true => Some(permit(&port, &port.credits).await?),
            false => None,
        };
        let slot = slot(&port).await?;
        put_sent(&port, credit, slot, &message)
    }

    /// Sends a message now or not at all; its reply goes where [`send`](Self::send)'s goes.
    ///
    /// # Errors
    /// [`TrySendError::Full`] where `send` would wait; [`TrySendError::Closed`] when the actor has ended.
    pub fn try_send(&self, message: K::Message) -> Result<(), TrySendError<K::Message>> {
        let port = self.port();
        let take = |permits| try_permit(&port, permits);
        let result = match Self::REPLIES {
            true => take(&port.credits).map(Some),
            false => Ok(None),
        };
        let permits = result.and_then(|credit| Ok((credit, take(&port.slots)?)));
        match permits {
            Ok((credit, slot)) => {
                put_sent(&port, credit, slot, &message).map_err(|_| TrySendError::Closed(message))
            }
            Err(TryAcquireError::NoPermits) => Err(TrySendError::Full(message)),
            Err(TryAcquireError::Closed) => Err(TrySendError::Closed(message)),
        }
    }

    /// Waits for the reply to the oldest message [`send`](Self::send) has sent that has none yet.
    ///
    /// An actor that replies with `()` gives none. Replies that nobody has received are there after a
    /// [`restart`](Self::restart) as well.
    ///
    /// # Errors
    /// As [`call`](Self::call), after the replies that came before. When the actor has begun again since, one error stands
    /// in the place of all replies that its end has cost.
    pub async fn recv(&self) -> Result<K::Reply, Error> {
        let receipt = eagerly(|context| self.poll_receive(Lives::All, context)).await;
        let bytes = receipt.expect("there is no last life")?;
        bytes.open().map(|reply| reply.reply)
    }

    /// The next reply, or why there is none; `None` if what comes next is of a later life than those.
    fn poll_receive(
        &self,
        lives: Lives,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<port::Bytes, Error>>> {
        loop {
            let Poll::Ready(receipt) = self.port().poll_receive(lives, context) else {
                return Poll::Pending;
            };
            return Poll::Ready(match receipt {
                Receipt::Reply(bytes) => Some(Ok(bytes)),
                Receipt::End(error) => Some(Err(error)),
                Receipt::Over => None,
                Receipt::HandedOn => continue,
            });
        }
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
        self.command(Command::Activate).await
    }

    /// Makes the actor leave messages in its inbox, once it has answered the one in hand.
    ///
    /// # Errors
    /// As [`activate`](Self::activate).
    pub async fn deactivate(&self) -> Result<(), Error> {
        self.command(Command::Deactivate).await
    }

    /// Ends the actor once it has answered the message in hand. Messages in its inbox are not answered.
    ///
    /// An actor on a GPU that has not answered by its [deadline](LaunchOptions::acknowledge_within) is stopped at the loop
    /// that it is in, for which it has two seconds more.
    ///
    /// # Errors
    /// [`Error::Fault`] if the actor has ended by that, [`FaultKind::Stopped`](crate::FaultKind::Stopped) where it was
    /// stopped; [`Error::Timeout`] when it does not acknowledge.
    pub async fn terminate(&self) -> Result<(), Error> {
        self.command(Command::Terminate).await
    }

    /// Has the actor begin again with a state made by `Default`, and waits until the device has acknowledged it.
    ///
    /// # Errors
    /// As [`restart_with_state`](Self::restart_with_state).
    pub async fn restart(&self) -> Result<(), Error>
    where
        K::State: Default,
    {
        self.restart_with_state(K::State::default()).await
    }

    /// Has the actor begin again with `state`, and waits until the device has acknowledged it.
    ///
    /// It does so after a fault, after [`terminate`](Self::terminate), and while it lives: it is terminated then.
    /// Messages that it had not answered are not answered any more, and who waits for them has learnt that when this
    /// returns; on a GPU a loop of the handler gives up the message in hand. No kernel is launched for it. Dropping the
    /// future may leave the actor ended; it can be restarted then. Replies that nobody has received stay for
    /// [`recv`](Self::recv), and keep their room.
    ///
    /// # Errors
    /// [`Error::Timeout`] when the actor does not begin in time, as it does not while its handler is busy with a message,
    /// or when another restart of it is under way for as long, as one is whose future nobody polls;
    /// [`Error::PoolFull`] when it is in a [`Pool`] and another actor has its instance; [`Error::ShutDown`], or the
    /// device's. The actor has ended then.
    pub async fn restart_with_state(&self, state: K::State) -> Result<(), Error> {
        let span = Span::restart(self.dossier());
        span.over(self.begin_again(state)).await
    }

    async fn begin_again(&self, state: K::State) -> Result<(), Error> {
        self.ground.check_open()?;
        let _one = match self.restart.try_lock() {
            Ok(one) => one,
            Err(_) => {
                let mut alarm = self.ground.by().map(|at| self.port().timer(at));
                let one = before(&mut alarm, self.restart.lock()).await;
                one.ok_or_else(|| Error::Timeout {
                    name: K::ARTIFACT.name.into(),
                    asked: Asked::Begin,
                })?
            }
        };
        let old = self.port();
        // Ahead of the end: a supervisor that sees it knows by whom.
        let _succession = self.dossier().succession();
        // Who waits shall hear of a fault that nobody has seen yet.
        old.pump(Caller::User { thorough: false });
        let glance = old.glance();
        old.leave();
        self.dossier()
            .record(What::Restarted, glance.sent, glance.taken);
        let port = self.ground.begin::<K>(state, self.dossier()).await?;
        let mut present = self.port.write().unwrap_or_else(PoisonError::into_inner);
        // Who finds that it was handed on waits for the lock, and then finds the port that has it.
        port.succeed(&old);
        *present = port;
        drop(present);
        self.dossier().count_restart();
        Ok(())
    }

    /// The launch that the actor is part of, which may have room for more.
    pub fn pool(&self) -> Pool<K> {
        Pool::new(self.ground.clone())
    }

    /// Where the actor says it is.
    #[must_use]
    pub fn state(&self) -> State {
        self.port().state()
    }

    /// Why the actor takes no more messages; `None` while it does, as far as anybody has noticed.
    #[must_use]
    pub fn error(&self) -> Option<Error> {
        self.port().ended()
    }

    /// Its name in the [`Registry`](crate::Registry), if it has one.
    #[must_use]
    pub fn name(&self) -> Option<Arc<str>> {
        self.dossier().name()
    }

    /// How many of its messages will never be answered: those that it had not answered when it ended.
    #[must_use]
    pub fn dead_letters(&self) -> u64 {
        self.dossier().dead_letters()
    }

    /// What the actor has done, in all its lives.
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.dossier().counters()
    }

    pub(crate) fn dossier(&self) -> &Arc<Dossier> {
        self.enrolment.dossier()
    }

    fn command(&self, command: Command) -> impl Future<Output = Result<(), Error>> + Send {
        self.port().command(command, self.ground.by())
    }
}

async fn permit<'a>(port: &Port, of: &'a Semaphore) -> Result<SemaphorePermit<'a>, Error> {
    port.rejoin();
    of.acquire().await.map_err(|_| port.error())
}

async fn slot(port: &Arc<Port>) -> Result<SemaphorePermit<'_>, Error> {
    if let Ok(slot) = port.slots.try_acquire() {
        return Ok(slot);
    }
    // Those whose replies would make room may have given up looking.
    port.look_for_space();
    permit(port, &port.slots).await
}

/// A permit, if one is free after a look at the actor.
fn try_permit<'a>(port: &Port, of: &'a Semaphore) -> Result<SemaphorePermit<'a>, TryAcquireError> {
    match of.try_acquire() {
        Err(TryAcquireError::NoPermits) => {
            port.rejoin();
            port.pump(Caller::User { thorough: false });
            of.try_acquire()
        }
        result => result,
    }
}

fn put<M: RingMessage>(
    port: &Arc<Port>,
    slot: SemaphorePermit<'_>,
    message: &M,
) -> Result<oneshot::Receiver<Result<port::Bytes, Error>>, Error> {
    let (sender, answer) = oneshot::channel();
    port.push(Waiting::Call(sender), Poller::Reactor, |bytes| {
        message.encode(bytes);
    })?;
    slot.forget();
    Ok(answer)
}

fn put_sent<M: RingMessage>(
    port: &Arc<Port>,
    credit: Option<SemaphorePermit<'_>>,
    slot: SemaphorePermit<'_>,
    message: &M,
) -> Result<(), Error> {
    let waiting = match credit {
        Some(_) => Waiting::Receiver,
        None => Waiting::Nobody,
    };
    port.push(waiting, Poller::Reactor, |bytes| message.encode(bytes))?;
    slot.forget();
    if let Some(credit) = credit {
        credit.forget();
    }
    Ok(())
}

fn open<R: RingMessage>(
    port: &Port,
    answer: Result<Result<port::Bytes, Error>, oneshot::error::RecvError>,
) -> Result<Reply<R>, Error> {
    // The sender is lost only when the actor is left.
    answer.unwrap_or_else(|_| Err(port.error()))?.open()
}

/// What `look` finds, looked for until it is there. Some of the looks are at the actor itself, for what others wait for.
fn wait_blocking<T>(port: &Port, mut look: impl FnMut() -> Option<T>) -> T {
    let (mut looks, mut pause) = (Looks::default(), Pause::for_one());
    loop {
        if let Some(found) = look() {
            return found;
        }
        if looks.count(port, Looks::EVERY) {
            pause.begin_again();
        }
        pause.wait();
    }
}
