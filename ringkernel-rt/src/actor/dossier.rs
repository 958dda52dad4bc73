//! What stays known of an actor over all its lives: its number, its name, who looks after it, what happened to it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::Waker;
use std::time::{Duration, Instant};

use super::port::Port;
use super::recorder::{Event, Recorder, What};
use crate::census::Census;
use crate::counters::{together, Counters};
use crate::dead::{DeadLetter, DeadLetters};
use crate::error::Error;
use crate::registry::Name;
use crate::span::Scope;
use crate::trace::Tracer;

/// One actor's. Its handle owns it; ports and tables share it.
#[derive(Debug)]
pub(crate) struct Dossier {
    /// Among the actors of its runtime, from 1.
    number: u64,
    kernel: &'static str,
    census: Census,
    office: DeadLetters,
    /// That of the thread that launched it.
    scope: Scope,
    tracer: Tracer,
    facts: Mutex<Facts>,
}

#[derive(Debug, Default)]
struct Facts {
    /// The host's end of the present life, which is gone if the actor could not begin again.
    port: Option<Weak<Port>>,
    /// Whom to wake when the restart that is under way is over.
    restart: Option<Vec<Waker>>,
    name: Option<Name>,
    supervisor: Option<Arc<str>>,
    recorder: Recorder,
    dead_letters: u64,
    restarts: u64,
    /// Of the lives that are over.
    past: Tally,
}

/// What an actor has counted in one life, or in some.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    /// Messages put in.
    pub(crate) sent: u64,
    /// Replies taken out; no more.
    pub(crate) taken: u64,
    /// Replies that nobody has received.
    pub(crate) unreceived: u64,
    /// Lives that ended by a fault.
    pub(crate) faults: u64,
    /// How long it had messages in hand, if that is recorded.
    pub(crate) busy: Option<Duration>,
}

/// What is known at one time.
#[derive(Clone, Debug)]
pub(crate) struct Summary {
    pub(crate) number: u64,
    pub(crate) kernel: &'static str,
    pub(crate) name: Option<Arc<str>>,
    pub(crate) supervisor: Option<Arc<str>>,
    pub(crate) events: Vec<Event>,
    pub(crate) dead_letters: u64,
}

/// What follows the end of a life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum After {
    /// Nothing so far.
    Nothing,
    /// Somebody is about to have the actor begin again.
    Restart,
    /// Another life, or what was to be one.
    Life,
}

/// A restart that is under way.
#[derive(Debug)]
pub(crate) struct Succession(Arc<Dossier>);

impl Drop for Succession {
    fn drop(&mut self) {
        let heirs = self.0.facts().restart.take();
        heirs.into_iter().flatten().for_each(Waker::wake);
    }
}

impl Dossier {
    /// Of an actor that is about to start.
    pub(crate) fn open(
        kernel: &'static str,
        census: &Census,
        office: &DeadLetters,
        tracer: &Tracer,
    ) -> Arc<Self> {
        census.enter(|number| Self {
            number,
            kernel,
            census: census.clone(),
            office: office.clone(),
            scope: Scope::outside(),
            tracer: tracer.clone(),
            facts: Mutex::default(),
        })
    }

    fn facts(&self) -> MutexGuard<'_, Facts> {
        // Held for single changes, which leave it whole.
        self.facts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn kernel(&self) -> &'static str {
        self.kernel
    }

    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// Who hears of what happens to it.
    pub(crate) fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Who the actor is in the times of its replies. The runtime is 0; no two actors are the same before there were four
    /// billion.
    pub(crate) fn node(&self) -> u32 {
        // Cut off on purpose.
        self.number as u32
    }

    /// The trace of its runtime.
    #[inline]
    pub(crate) fn tracer(&self) -> &Tracer {
        &self.tracer
    }

    /// What it is called in a trace.
    pub(crate) fn called(&self) -> String {
        let (number, kernel) = (self.number, self.kernel);
        match self.name() {
            Some(name) => format!("actor {number} `{kernel}` named `{name}`"),
            None => format!("actor {number} `{kernel}`"),
        }
    }

    /// A life begins.
    pub(crate) fn live_in(&self, port: &Arc<Port>) {
        self.facts().port = Some(Arc::downgrade(port));
    }

    /// The host's end of the present life, if there is one.
    pub(crate) fn port(&self) -> Option<Arc<Port>> {
        self.facts().port.as_ref()?.upgrade()
    }

    /// Says that the actor is being restarted, until that is dropped. One at a time.
    pub(crate) fn succession(self: &Arc<Self>) -> Succession {
        self.facts().restart = Some(Vec::new());
        Succession(self.clone())
    }

    /// What has come after the life of this port, which has ended. `heir` is woken if that is not known yet.
    pub(crate) fn after(&self, port: Option<&Arc<Port>>, heir: Waker) -> After {
        let mut facts = self.facts();
        if let Some(heirs) = &mut facts.restart {
            heirs.push(heir);
            return After::Restart;
        }
        let present = facts.port.as_ref().and_then(Weak::upgrade);
        match (present, port) {
            (Some(present), Some(port)) if Arc::ptr_eq(&present, port) => After::Nothing,
            (None, None) => After::Nothing,
            (Some(_), Some(_) | None) | (None, Some(_)) => After::Life,
        }
    }

    /// A life is over, and counted so much. All its messages are answered or dead letters.
    pub(crate) fn settle(&self, life: Tally) {
        let mut facts = self.facts();
        let past = &mut facts.past;
        past.sent += life.sent;
        past.faults += life.faults;
        past.busy = together(past.busy, life.busy);
        // Those of halves may have been answered without anybody taking the replies.
        facts.past.taken = facts.past.sent.saturating_sub(facts.dead_letters);
    }

    /// The actor has begun again.
    pub(crate) fn count_restart(&self) {
        self.facts().restarts += 1;
    }

    /// What the actor has counted so far.
    pub(crate) fn counters(&self) -> Counters {
        match self.port() {
            Some(port) => port.counters(),
            None => self.counters_with(Tally::default()),
        }
    }

    /// The same, where the present life has counted so much. Its port is locked, so that it is not settled meanwhile.
    pub(crate) fn counters_with(&self, life: Tally) -> Counters {
        let facts = self.facts();
        let sent = facts.past.sent + life.sent;
        let answered = facts.past.taken + life.taken;
        Counters {
            sent,
            answered,
            depth: sent.saturating_sub(answered + facts.dead_letters),
            unreceived: life.unreceived,
            dead_letters: facts.dead_letters,
            faults: facts.past.faults + life.faults,
            restarts: facts.restarts,
            busy: together(facts.past.busy, life.busy),
        }
    }

    /// Whether a life has begun.
    pub(crate) fn has_lived(&self) -> bool {
        self.facts().port.is_some()
    }

    pub(crate) fn name(&self) -> Option<Arc<str>> {
        self.facts().name.as_ref().map(|name| name.text().clone())
    }

    /// Takes the name that `enter` enters.
    ///
    /// # Errors
    /// [`Error::AlreadyNamed`], or `enter`'s.
    pub(crate) fn name_once(
        &self,
        enter: impl FnOnce() -> Result<Name, Error>,
    ) -> Result<(), Error> {
        let mut facts = self.facts();
        if let Some(name) = &facts.name {
            return Err(Error::AlreadyNamed {
                name: name.text().as_ref().to_owned(),
            });
        }
        facts.name = Some(enter()?);
        Ok(())
    }

    /// Gives the name up if it is this one.
    pub(crate) fn take_name(&self, text: &str) -> bool {
        let name = {
            let mut facts = self.facts();
            facts.name.take_if(|name| name.text().as_ref() == text)
        };
        // Dropped after the lock: it locks the table, which `name_once` does inside this lock.
        name.is_some()
    }

    pub(crate) fn supervise_by(&self, supervisor: Option<Arc<str>>) {
        self.facts().supervisor = supervisor;
    }

    /// Notes an event.
    pub(crate) fn record(&self, what: What, sent: u64, answered: u64) {
        self.facts().recorder.record(Event {
            at: Instant::now(),
            what,
            sent,
            answered,
        });
    }

    /// Keeps messages that will never be answered, of which `before` earlier ones are only counted; gives who is to be
    /// woken.
    pub(crate) fn bury(&self, before: u64, letters: Vec<DeadLetter>) -> Vec<Waker> {
        self.facts().dead_letters += before + letters.len() as u64;
        self.office.keep(before, letters)
    }

    /// Messages that will never be answered.
    pub(crate) fn dead_letters(&self) -> u64 {
        self.facts().dead_letters
    }

    /// What is known now.
    pub(crate) fn summary(&self) -> Summary {
        let facts = self.facts();
        Summary {
            number: self.number,
            kernel: self.kernel,
            name: facts.name.as_ref().map(|name| name.text().clone()),
            supervisor: facts.supervisor.clone(),
            events: facts.recorder.events(),
            dead_letters: facts.dead_letters,
        }
    }

    /// The actor's handle is dropped.
    pub(crate) fn close(&self) {
        self.census.leave(self);
        let name = self.facts().name.take();
        drop(name);
    }
}
