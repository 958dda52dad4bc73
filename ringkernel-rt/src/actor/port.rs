//! The host's end of an actor, whatever its types: who waits for which reply, and what of the actor is known.
//!
//! Invariants, under the lock:
//! - `waiting` has one entry for each message in the inbox or in the actor's hands, in order: the next reply is the
//!   first entry's. Someone who gave up leaves an entry whose reply is thrown away.
//! - `slots` has a permit for each message that may be put in before another reply comes; who took one may push once.
//!   While the actor is `split` there is none.
//! - `kept` has replies to callers in `waiting` no more, who come for them.
//! - `credits` has a permit for each reply to `send` that there is room for in `tray`.
//! - Once `ended` is set nobody waits any more, and both semaphores are closed.

mod account;
mod split;
mod tray;
mod watchdog;

use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, PoisonError};
use std::task::Waker;
use std::time::{Duration, Instant};

use tokio::sync::{oneshot, Semaphore};

use super::dossier::Dossier;
use super::look::soon;
use super::machine::Live;
use super::recorder::What;
pub(crate) use super::reply::Bytes;
use super::reply::{Arrival, Reply};
use crate::artifact::Artifact;
use crate::control::{Command, State};
use crate::error::{Asked, Error};
use crate::guest;
use crate::hlc::{Clock, Timestamp};
use crate::log::Heard;
use crate::message::RingMessage;
use crate::queue::ring::Head;
use crate::reactor::Reactor;
use crate::resident::Registration;
use crate::span::{self, Span};
use crate::sync::{Mutex, MutexGuard};
pub(crate) use account::Glance;
pub(super) use split::Half;
use split::Split;
use tray::Tray;
pub(super) use tray::{Lives, Receipt};
use watchdog::{Watchdog, GRACE};

/// How long a GPU's clock goes unread while its actor is spoken with: drift is bounded, so what is known of it grows old.
const READ_CLOCK_EVERY: Duration = Duration::from_secs(60);

/// Replies that are taken at one look, for which others wait.
const HANDFUL: u32 = 256;

/// The host's end of one actor.
#[derive(Debug)]
pub(crate) struct Port {
    artifact: &'static Artifact,
    dossier: Arc<Dossier>,
    /// Messages that the queues had carried before this life began. Numbers of messages that are told count from here.
    first: u64,
    /// Messages that may be under way: no more than a queue has slots.
    capacity: u32,
    reactor: Reactor,
    /// The runtime's, where messages carry times.
    clock: Option<Arc<Clock>>,
    pub(super) slots: Semaphore,
    pub(super) credits: Semaphore,
    inner: Mutex<Inner>,
}

#[derive(Debug)]
struct Inner {
    /// Taken out when the actor is dropped; `ended` is set then.
    live: Option<Live>,
    /// Two halves have the ends of the queues.
    split: Option<Split>,
    waiting: VecDeque<Waiting>,
    /// Replies to `send` that nobody has received yet.
    tray: Tray,
    commands: Vec<Pending>,
    /// Replies by the numbers of their messages.
    kept: Vec<(u64, Bytes)>,
    ended: Option<Error>,
    /// The last command was to end.
    terminating: bool,
    /// The reactor has this port on its list.
    watched: bool,
    registration: Option<Registration>,
    /// How often the machine was paused, as far as that was noted.
    pauses: u32,
    /// Where a message may not take as long as it likes.
    watchdog: Option<Watchdog>,
    /// Whom to wake when the actor has ended.
    mourners: Vec<Waker>,
}

/// What becomes of a reply.
#[derive(Debug)]
pub(crate) enum Waiting {
    /// It answers a call.
    Call(oneshot::Sender<Result<Bytes, Error>>),
    /// It answers a call whose thread looks for it by the message's number: [`Port::reply_to`].
    Looker,
    /// It is kept for a receiver.
    Receiver,
    /// Nobody wants it.
    Nobody,
}

/// Someone who waits for an answer to a command.
#[derive(Debug)]
struct Pending {
    what: Awaited,
    /// For ever without one.
    deadline: Option<Instant>,
    /// It has had its time, and some more for which the actor was asked to give up its message.
    pressed: bool,
    reply: oneshot::Sender<Result<(), Error>>,
}

#[derive(Clone, Copy, Debug)]
enum Awaited {
    /// That the actor has begun on the device, and has acted on the command of this number, if one was given at once.
    Launch(Option<u32>),
    /// The answer to the command of this number.
    Command(Command, u32),
}

impl Pending {
    /// Whether the actor may be asked to give up its message for the sake of it.
    fn may_press(&self) -> bool {
        match self.what {
            Awaited::Command(Command::Terminate, _) => !self.pressed,
            // Who had the place before was asked when it was left.
            Awaited::Launch(_) | Awaited::Command(Command::Activate | Command::Deactivate, _) => {
                false
            }
        }
    }
}

/// Who pumps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Caller {
    /// The reactor, which forgets the port when nothing is owed to it.
    Reactor {
        /// Also looks whether the machine is still there, which costs more.
        thorough: bool,
    },
    /// A thread of the user.
    User {
        /// As above.
        thorough: bool,
    },
}

/// What a look at the actor came to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Turn {
    /// Something came.
    pub(crate) news: bool,
    /// The actor still owes an answer.
    pub(crate) owed: bool,
}

/// Who asked for a message to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Poller {
    /// Somebody who leaves the waiting to the reactor.
    Reactor,
    /// Somebody who pumps until the reply is there.
    Caller,
}

/// Who waits, and what for.
type Effect<T> = (oneshot::Sender<Result<T, Error>>, Result<T, Error>);

/// A message that was put in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sent {
    pub(crate) number: u64,
    /// When, where messages carry times.
    pub(crate) time: Option<Timestamp>,
}

/// The reply to a looker's message, or why there is none.
enum Found<R> {
    /// Taken out of the outbox, whose next it was.
    Next(Result<R, Error>),
    /// Somebody else has taken it out, or none will come.
    Kept(Result<R, Error>),
}

impl Inner {
    /// Where the actor says it is.
    fn state(&mut self) -> State {
        match (&mut self.live, &self.ended) {
            // Its seat may have ended since.
            (Some(_), Some(Error::Fault(_))) => State::Faulted,
            (Some(live), _) => live.control.state(),
            (None, _) => State::Terminated,
        }
    }

    /// Who waits for the reply to message `number`, if that is still to come.
    fn waiting_for(&mut self, number: u64) -> Option<&mut Waiting> {
        let next = self.live.as_ref()?.outbox.taken();
        let index = usize::try_from(number.checked_sub(next)?).ok()?;
        self.waiting.get_mut(index)
    }

    /// [`Port::reply_to`] under the lock.
    fn reply_to<R: RingMessage>(
        &mut self,
        number: u64,
        clock: Option<&Clock>,
        effects: &mut Effects,
    ) -> Option<Found<Reply<R>>> {
        if let Some(at) = self.kept.iter().position(|kept| kept.0 == number) {
            let (_, bytes) = self.kept.swap_remove(at);
            return Some(Found::Kept(bytes.open()));
        }
        if let Some(error) = &self.ended {
            return Some(Found::Kept(Err(error.clone())));
        }
        let live = self.live.as_mut()?;
        if live.outbox.taken() != number {
            return None;
        }
        let reply = live
            .outbox
            .pop(|head, bytes| Reply::open(Arrival::of(clock, head)?, bytes))?;
        live.inbox.learn(live.outbox.taken());
        effects.log = live.machine.hear();
        self.waiting.pop_front();
        Some(Found::Next(reply))
    }
}

/// Effects that happen after the lock is given back: waking a task may run its code.
#[derive(Default)]
struct Effects {
    replies: Vec<Effect<Bytes>>,
    commands: Vec<Effect<()>>,
    receivers: Vec<Waker>,
    log: Option<Heard>,
    /// Whose fault, and which.
    fault: Option<(Arc<Dossier>, Error)>,
}

impl Effects {
    fn happen(self) {
        // What was logged before a reply is told before it.
        if let Some(heard) = self.log {
            guest::call(|| heard.tell());
        }
        if let Some((actor, error)) = self.fault {
            actor.scope().during(|| span::fault(&actor, &error));
        }
        // Whoever waited may have given up.
        for (sender, reply) in self.replies {
            guest::call(|| _ = sender.send(reply));
        }
        for (sender, result) in self.commands {
            guest::call(|| _ = sender.send(result));
        }
        for receiver in self.receivers {
            guest::call(|| receiver.wake());
        }
    }
}

impl Port {
    /// The end of an actor that was just started and may have `capacity` messages under way.
    pub(crate) fn new(
        artifact: &'static Artifact,
        capacity: u32,
        live: Live,
        reactor: Reactor,
        dossier: Arc<Dossier>,
        clock: Option<Arc<Clock>>,
    ) -> Self {
        Self {
            artifact,
            dossier,
            first: live.inbox.sent(),
            capacity,
            reactor,
            clock,
            slots: Semaphore::new(capacity as usize),
            credits: Semaphore::new(capacity as usize),
            inner: Mutex::new(Inner {
                pauses: live.machine.pauses(),
                live: Some(live),
                split: None,
                waiting: VecDeque::new(),
                tray: Tray::default(),
                commands: Vec::new(),
                kept: Vec::new(),
                ended: None,
                terminating: false,
                watched: false,
                registration: None,
                watchdog: None,
                mourners: Vec::new(),
            }),
        }
    }

    /// The same, of an actor that may take so long over a message.
    pub(super) fn watched(self, limit: Option<Duration>) -> Self {
        self.lock().watchdog = limit.map(Watchdog::new);
        self
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // A panic under the lock would be ours; what it leaves is still only memory, and an actor must be endable.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps the actor's entry among the residents until it has ended.
    pub(crate) fn register(&self, registration: Registration) {
        self.lock().registration = Some(registration);
    }

    /// Where the actor says it is.
    pub(crate) fn state(&self) -> State {
        self.lock().state()
    }

    /// Why the actor has ended, if it has.
    pub(crate) fn ended(&self) -> Option<Error> {
        self.lock().ended.clone()
    }

    /// The runtime's clock, where messages carry times.
    #[inline]
    pub(super) fn clock(&self) -> Option<&Clock> {
        self.clock.as_deref()
    }

    /// Why the actor takes no more messages.
    pub(crate) fn error(&self) -> Error {
        self.ended().unwrap_or_else(|| self.stopped())
    }

    fn stopped(&self) -> Error {
        Error::ActorStopped {
            kernel: self.artifact.name,
        }
    }

    fn late(&self, asked: Asked) -> Error {
        Error::Timeout {
            name: self.artifact.name.into(),
            asked,
        }
    }

    /// When `timer` shall ring.
    pub(crate) fn timer(&self, at: Instant) -> oneshot::Receiver<()> {
        self.reactor.timer(at)
    }

    /// Puts a message in. The caller has taken a permit of `slots`, and forgets it on success.
    pub(crate) fn push(
        self: &Arc<Self>,
        waiting: Waiting,
        poller: Poller,
        encode: impl FnOnce(&mut [u8]),
    ) -> Result<Sent, Error> {
        let mut inner = self.lock();
        if let Some(error) = &inner.ended {
            return Err(error.clone());
        }
        let live = inner.live.as_mut().ok_or_else(|| self.stopped())?;
        let number = live.inbox.sent();
        // Under the lock, so that the times of an actor's messages go up in their order.
        let time = self.clock.as_ref().map(|clock| clock.now());
        let sent = live.inbox.push(&Head::at(time), encode);
        assert!(sent, "a permit of `slots` is a free slot");
        live.machine.wake();
        inner.waiting.push_back(waiting);
        if poller == Poller::Reactor {
            self.watch(&mut inner);
        }
        Ok(Sent { number, time })
    }

    /// The reply to a [`Looker`](Waiting::Looker)'s message, if it has come or none will.
    pub(crate) fn reply_to<R: RingMessage>(&self, number: u64) -> Option<Result<Reply<R>, Error>> {
        let mut effects = Effects::default();
        let clock = self.clock.as_deref();
        let found = self.lock().reply_to(number, clock, &mut effects);
        if let Some(Found::Next(_)) = found {
            self.slots.add_permits(1);
        }
        effects.happen();
        if found.is_some() {
            self.trace();
        }
        found.map(|(Found::Next(reply) | Found::Kept(reply))| reply)
    }

    /// Leaves the looking for a [`Looker`](Waiting::Looker)'s reply to the reactor; `None` if it has come or none will.
    pub(crate) fn leave_looking(
        self: &Arc<Self>,
        number: u64,
    ) -> Option<oneshot::Receiver<Result<Bytes, Error>>> {
        let mut guard = self.lock();
        let waiting = guard.waiting_for(number)?;
        let (sender, answer) = oneshot::channel();
        *waiting = Waiting::Call(sender);
        self.watch(&mut guard);
        Some(answer)
    }

    /// Nobody looks for the reply any more, so the reactor has to take it: somebody may wait for its slot.
    pub(crate) fn forget(self: &Arc<Self>, number: u64) {
        let mut guard = self.lock();
        match guard.waiting_for(number) {
            Some(waiting) => {
                *waiting = Waiting::Nobody;
                self.watch(&mut guard);
            }
            None => guard.kept.retain(|kept| kept.0 != number),
        }
    }

    /// How many replies come before that to message `number`.
    pub(crate) fn ahead_of(&self, number: u64) -> u64 {
        let inner = self.lock();
        let next = inner.live.as_ref().map_or(0, |live| live.outbox.taken());
        number.saturating_sub(next)
    }

    /// Has the reactor take replies, which make room in the inbox.
    pub(crate) fn look_for_space(self: &Arc<Self>) {
        self.rejoin();
        self.watch(&mut self.lock());
    }

    fn watch(self: &Arc<Self>, inner: &mut Inner) {
        if !inner.watched {
            inner.watched = true;
            self.reactor.watch(self.clone());
        }
    }

    /// Waits until the actor has begun on the device, and has acted on the command of this number, if one was given.
    pub(crate) async fn launched(
        self: &Arc<Self>,
        command: Option<u32>,
        deadline: Option<Instant>,
    ) -> Result<(), Error> {
        let (reply, mut answer) = oneshot::channel();
        {
            let mut inner = self.lock();
            inner.commands.push(Pending {
                what: Awaited::Launch(command),
                deadline,
                pressed: false,
                reply,
            });
        }
        let answered = self.answered(&mut answer).await;
        answered.unwrap_or_else(|_| Err(self.error()))
    }

    /// Waits for the answer to a command: it looks itself for a while, which wakes nobody, and then has the reactor look.
    async fn answered<T>(
        self: &Arc<Self>,
        answer: &mut oneshot::Receiver<T>,
    ) -> Result<T, oneshot::error::RecvError> {
        let answered = soon(|context| {
            self.pump(Caller::User { thorough: false });
            Pin::new(&mut *answer).poll(context)
        });
        match answered.await {
            Some(answered) => answered,
            None => {
                self.watch(&mut self.lock());
                answer.await
            }
        }
    }

    /// Gives a command and waits until the actor has acted on it. A command counts as given once this is called.
    pub(crate) fn command(
        self: &Arc<Self>,
        command: Command,
        deadline: Option<Instant>,
    ) -> impl Future<Output = Result<(), Error>> + Send + 'static {
        let (reply, mut answer) = oneshot::channel();
        let port = self.clone();
        let span = Span::command(command, &self.dossier);
        {
            let mut guard = self.lock();
            let inner = &mut *guard;
            // A command overtakes one that was not acted on yet, which an order to end must survive.
            let late = inner.terminating && command != Command::Terminate;
            inner.terminating |= command == Command::Terminate;
            match (&inner.ended, &mut inner.live) {
                (None, Some(live)) if !late => {
                    let number = live.control.give(command);
                    live.machine.wake();
                    self.note(live, What::Ordered(command.state()));
                    inner.commands.push(Pending {
                        what: Awaited::Command(command, number),
                        deadline,
                        pressed: false,
                        reply,
                    });
                }
                // Dropping `reply` makes the answer below what the end came to.
                (Some(_), _) | (None, Some(_) | None) => drop(reply),
            }
        }
        span.over(async move {
            match port.answered(&mut answer).await {
                Ok(result) => result,
                Err(_) => port.outcome(command, &port.error()),
            }
        })
    }

    /// What the end of the actor means to who gave a command.
    fn outcome(&self, command: Command, end: &Error) -> Result<(), Error> {
        if command == Command::Terminate && *end == self.stopped() {
            return Ok(());
        }
        Err(end.clone())
    }

    /// Takes what has come from the actor and hands it out.
    pub(crate) fn pump(&self, caller: Caller) -> Turn {
        let mut effects = Effects::default();
        let turn = {
            let mut inner = self.lock();
            let mut turn = Turn {
                news: false,
                owed: false,
            };
            if inner.ended.is_none() {
                let (Caller::Reactor { thorough } | Caller::User { thorough }) = caller;
                turn.news = self.take(&mut inner, thorough, &mut effects);
                turn.owed = !inner.waiting.is_empty()
                    || !inner.commands.is_empty()
                    || inner.split.as_ref().is_some_and(Split::is_waited_for);
            }
            if matches!(caller, Caller::Reactor { .. }) {
                inner.watched = turn.owed;
            }
            turn
        };
        effects.happen();
        turn
    }

    fn take(&self, inner: &mut Inner, thorough: bool, effects: &mut Effects) -> bool {
        inner.follow();
        let Some(live) = &mut inner.live else {
            return false;
        };
        self.note_pauses(live, &mut inner.pauses);
        self.trace_live(live);
        // Before the outbox: replies that came before the end are then seen.
        let state = live.control.state();
        if let Some(reading) = live.control.reading() {
            live.machine.align(reading, &mut live.control);
        }
        let is_at_rest = inner.commands.is_empty() && !inner.terminating;
        if self.clock.is_some() && is_at_rest && state == State::Active {
            live.control.read_clock_after(READ_CLOCK_EVERY);
        }
        let finished = if thorough {
            live.machine.is_finished()
        } else {
            Ok(false)
        };
        let mut came = 0;
        let until = inner.split.as_ref().map_or(u64::MAX, |split| split.until);
        while came < HANDFUL && live.outbox.taken() < until {
            let clock = self.clock.as_deref();
            let Some(reply) = (live.outbox).pop(|head, bytes| Bytes::take(clock, head, bytes))
            else {
                break;
            };
            came += 1;
            match inner.waiting.pop_front() {
                Some(Waiting::Call(sender)) => effects.replies.push((sender, Ok(reply))),
                Some(Waiting::Receiver) => {
                    inner.tray.put(reply);
                    effects.receivers.append(&mut inner.tray.receivers);
                }
                Some(Waiting::Looker) => {
                    inner.kept.push((live.outbox.taken() - 1, reply));
                }
                // Without an entry the device is out of its mind; its reply has no meaning.
                Some(Waiting::Nobody) | None => {}
            }
        }
        effects.log = live.machine.hear();
        let taken = live.outbox.taken();
        live.inbox.learn(taken);
        match &mut inner.split {
            Some(split) => split.look(came, taken, &mut effects.receivers),
            None => self.slots.add_permits(came as usize),
        }
        let mut news = came != 0;
        news |= self.answer_commands(inner, state, effects);
        if came == HANDFUL {
            // There may be more, which are to be had before the end: it is for the next look.
            return true;
        }
        match (state.is_final(), finished) {
            (false, Ok(false)) if inner.is_lost(state) => {
                self.end(inner, self.late(Asked::Answer), effects);
                true
            }
            (false, Ok(false)) => news,
            (true, _) | (false, Ok(true)) => {
                let error = self.cause(inner);
                self.end(inner, error, effects);
                true
            }
            (false, Err(error)) => {
                self.end(inner, error, effects);
                true
            }
        }
    }

    fn answer_commands(&self, inner: &mut Inner, state: State, effects: &mut Effects) -> bool {
        let Some(live) = &mut inner.live else {
            return false;
        };
        if inner.commands.is_empty() {
            return false;
        }
        let before = inner.commands.len();
        let now = Instant::now();
        let mut left = Vec::new();
        for mut pending in inner.commands.drain(..) {
            let done = match pending.what {
                Awaited::Launch(command) => {
                    state != State::Created
                        && !state.is_final()
                        && command.is_none_or(|number| live.control.has_acknowledged(number))
                }
                // Told by `end`, so that who hears of the end finds everything closed.
                Awaited::Command(Command::Terminate, _) => false,
                Awaited::Command(Command::Activate | Command::Deactivate, number) => {
                    live.control.has_acknowledged(number)
                }
            };
            if done {
                let reached = match pending.what {
                    // It may have gone on since `state` was read.
                    Awaited::Launch(_) => live.control.state(),
                    Awaited::Command(command, _) => command.state(),
                };
                self.note(live, What::Reached(reached));
                effects.commands.push((pending.reply, Ok(())));
            } else if pending.deadline.is_none_or(|deadline| now < deadline) {
                left.push(pending);
            } else if pending.may_press() && live.stop() {
                pending.pressed = true;
                pending.deadline = now.checked_add(GRACE);
                left.push(pending);
            } else {
                let asked = match pending.what {
                    Awaited::Launch(_) => Asked::Begin,
                    Awaited::Command(command, _) => command.asked(),
                };
                let late = self.late(asked);
                effects.commands.push((pending.reply, Err(late)));
            }
        }
        inner.commands = left;
        inner.commands.len() != before
    }

    /// Tells everybody that the actor has ended.
    fn end(&self, inner: &mut Inner, error: Error, effects: &mut Effects) {
        // What halves have sent is theirs to hear of, and not among these yet.
        inner.tray.end(inner.waiting.iter(), &error);
        // Ahead of everybody who hears of the end.
        let first = inner.unanswered();
        self.bury(inner, first, &error, effects);
        for waiting in inner.waiting.drain(..) {
            match waiting {
                Waiting::Call(sender) => effects.replies.push((sender, Err(error.clone()))),
                Waiting::Looker | Waiting::Receiver | Waiting::Nobody => {}
            }
        }
        for pending in inner.commands.drain(..) {
            let result = match pending.what {
                Awaited::Launch(_) => Err(error.clone()),
                Awaited::Command(command, _) => self.outcome(command, &error),
            };
            effects.commands.push((pending.reply, result));
        }
        effects.receivers.append(&mut inner.tray.receivers);
        effects.receivers.append(&mut inner.mourners);
        if let Some(split) = &mut inner.split {
            split.end(&mut effects.receivers);
        }
        if let Error::Fault(_) = &error {
            effects.fault = Some((self.dossier.clone(), error.clone()));
        }
        inner.ended = Some(error);
        self.slots.close();
        self.credits.close();
    }

    /// Wakes somebody when the actor has ended, which somebody has to notice first: [`Port::pump`].
    pub(crate) fn wake_at_end(&self, mourner: Waker) {
        {
            let mut inner = self.lock();
            if inner.ended.is_none() {
                inner.mourners.push(mourner);
                return;
            }
        }
        mourner.wake();
    }

    /// Whether the actor has ended, as far as anybody has looked.
    pub(crate) fn has_ended(&self) -> bool {
        self.lock().ended.is_some()
    }

    /// Takes what is there, ahead of the end: what was answered is no dead letter, and that the actor has ended by a
    /// mistake may be news.
    fn take_rest(&self) {
        // The actor may go on answering meanwhile, so not for as long as something comes.
        for _ in 0..=self.capacity / HANDFUL {
            if !self.pump(Caller::User { thorough: false }).news {
                return;
            }
        }
    }

    /// Ends the actor without waiting for its answer and lets go of it. What its machine does about that is bounded.
    pub(crate) fn leave(&self) {
        let mut effects = Effects::default();
        self.rejoin_in(&mut self.lock(), &mut effects);
        effects.happen();
        self.take_rest();
        let mut effects = Effects::default();
        let (live, registration) = {
            let mut guard = self.lock();
            let inner = &mut *guard;
            if inner.ended.is_none() {
                // What it has answered until now is no dead letter, and that it has faulted may be news.
                self.take(inner, false, &mut effects);
            }
            if inner.ended.is_none() {
                if let Some(live) = &mut inner.live {
                    self.note(live, What::Ordered(State::Terminated));
                }
                self.end(inner, self.stopped(), &mut effects);
            }
            if let Some(live) = &mut inner.live {
                // What it has recorded since its end was noticed, behind which nobody looks.
                self.trace_live(live);
                let life = self.tally(inner);
                self.dossier.settle(life);
            }
            (inner.live.take(), inner.registration.take())
        };
        effects.happen();
        drop(registration);
        if let Some(live) = live {
            live.leave();
        }
    }
}
