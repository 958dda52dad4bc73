//! What is told of an actor: events, dead letters, and how it stands.

use std::sync::Arc;
use std::time::Duration;

use super::{Awaited, Effects, Inner, Port, Waiting};
use crate::actor::dossier::Tally;
use crate::actor::machine::Live;
use crate::actor::recorder::{What, EVENTS};
use crate::control::State;
use crate::counters::Counters;
use crate::dead::{DeadLetter, Told, LETTERS};
use crate::error::Error;
use crate::hlc::Timestamp;
use crate::record::Record;

/// What the host knows of an actor.
#[derive(Clone, Debug)]
pub(crate) struct Glance {
    pub(crate) state: State,
    /// Messages put in.
    pub(crate) sent: u64,
    /// Messages that the actor has answered.
    pub(crate) answered: u64,
    /// Replies taken out.
    pub(crate) taken: u64,
    /// Replies to `send` that nobody has received.
    pub(crate) unreceived: usize,
    /// What was asked for and not acknowledged.
    pub(crate) orders: Vec<State>,
    /// What it has recorded of itself last.
    pub(crate) records: Vec<Record>,
    pub(crate) error: Option<Error>,
}

impl Glance {
    /// Of an actor that could not begin again.
    pub(crate) fn none() -> Self {
        Self {
            state: State::Terminated,
            sent: 0,
            answered: 0,
            taken: 0,
            unreceived: 0,
            orders: Vec::new(),
            records: Vec::new(),
            error: None,
        }
    }
}

impl Port {
    /// Why the actor has ended.
    pub(super) fn cause(&self, inner: &mut Inner) -> Error {
        let Some(live) = &mut inner.live else {
            return self.stopped();
        };
        if let Some(mut fault) = live.machine.fault(&live.control, self.artifact) {
            if self.clock.is_some() {
                // Numbers are told from 1, and of messages that are there still.
                let number = fault.message.map(|message| self.first + message - 1);
                let number = number.filter(|number| *number < live.inbox.sent());
                let head = number.map(|number| live.inbox.recall_head(number));
                fault.time = head.map(|head| Box::new(Timestamp::of_words(head.time)));
            }
            return Error::Fault(fault);
        }
        // Read anew: it may have said so since, ahead of its end.
        match live.control.state() {
            State::Terminated => self.stopped(),
            State::Created
            | State::Launched
            | State::Active
            | State::Deactivated
            | State::Faulted => Error::Unexplained {
                kernel: self.artifact.name,
            },
        }
    }

    /// What the host knows of the actor.
    pub(crate) fn glance(&self) -> Glance {
        let mut inner = self.lock();
        inner.follow();
        let orders = inner
            .commands
            .iter()
            .filter_map(|pending| match pending.what {
                Awaited::Launch(_) => None,
                Awaited::Command(command, _) => Some(command.state()),
            });
        let orders = orders.collect();
        let (unreceived, error) = (inner.tray.replies(), inner.ended.clone());
        let inner = &mut *inner;
        if let Some(live) = &inner.live {
            self.note_pauses(live, &mut inner.pauses);
        }
        let present = inner.state();
        let live = inner.live.as_mut();
        let records = live
            .as_ref()
            .map_or_else(Vec::new, |live| live.recorded(EVENTS, self.first));
        let (state, sent, taken, there) = live.map_or((State::Terminated, 0, 0, 0), |live| {
            let there = live.outbox.there();
            let (sent, taken) = (live.inbox.sent(), live.outbox.taken());
            (present, sent - self.first, taken - self.first, there)
        });
        Glance {
            state,
            sent,
            answered: taken + there,
            taken,
            unreceived,
            orders,
            records,
            error,
        }
    }

    /// What the actor has counted, in all its lives.
    pub(crate) fn counters(&self) -> Counters {
        let mut inner = self.lock();
        let life = self.tally(&mut inner);
        self.dossier.counters_with(life)
    }

    /// What this life has counted so far; nothing once the actor is let go of, which is when the dossier has it.
    pub(super) fn tally(&self, inner: &mut Inner) -> Tally {
        inner.follow();
        let unreceived = inner.tray.replies() as u64;
        let Some(live) = &mut inner.live else {
            return Tally {
                unreceived,
                ..Tally::default()
            };
        };
        let taken = live.outbox.taken() - self.first;
        // Until it has begun that is another's.
        let begun = live.control.state() != State::Created;
        let busy = live.tape.as_ref().map(|tape| match begun {
            true => tape.busy(),
            false => Duration::ZERO,
        });
        // That it has may not have been noticed, and once it was a GPU's seat may have been told to end.
        let faulted =
            matches!(inner.ended, Some(Error::Fault(_))) || live.control.state() == State::Faulted;
        Tally {
            // A sending half says so after it has put a message in.
            sent: (live.inbox.sent() - self.first).max(taken),
            taken,
            unreceived,
            faults: u64::from(faulted),
            busy,
        }
    }

    /// Has the trace that goes on, if there is one, hear what the actor has recorded.
    pub(crate) fn trace(&self) {
        if self.dossier.tracer().is_on() {
            let mut inner = self.lock();
            if let Some(live) = &mut inner.live {
                self.trace_live(live);
            }
        }
    }

    /// The same under the lock.
    pub(super) fn trace_live(&self, live: &mut Live) {
        if let Some(book) = self.dossier.tracer().book() {
            let entries = live.untraced(&book, self.first);
            let called = || self.dossier.called();
            book.device(self.dossier.number(), called, &entries);
        }
    }

    /// Has the flight recorder take note of an event.
    pub(super) fn note(&self, live: &Live, what: What) {
        let (sent, taken) = (live.inbox.sent(), live.outbox.taken());
        self.dossier
            .record(what, sent - self.first, taken - self.first);
    }

    /// Notes that the machine was paused, if it was since.
    pub(super) fn note_pauses(&self, live: &Live, noted: &mut u32) {
        let pauses = live.machine.pauses();
        if pauses != *noted {
            *noted = pauses;
            self.note(live, What::Paused);
        }
    }

    /// Makes dead letters of what the actor has not answered: the messages from `first` on.
    pub(super) fn bury(&self, inner: &Inner, first: u64, error: &Error, effects: &mut Effects) {
        let Some(live) = &inner.live else {
            return;
        };
        let cause = Arc::new(error.clone());
        self.note(live, What::Ended(cause.clone()));
        let name = self.dossier.name();
        let before = inner.waiting.len().saturating_sub(LETTERS);
        let letters = inner.waiting.iter().enumerate().skip(before);
        let letters = letters.map(|(index, waiting)| {
            let number = first + index as u64;
            DeadLetter {
                actor: self.dossier.number(),
                name: name.clone(),
                kernel: self.artifact.name,
                number: number - self.first + 1,
                payload: live.inbox.recall(number),
                told: match waiting {
                    Waiting::Call(_) | Waiting::Looker => Told::Caller,
                    Waiting::Receiver => Told::Receiver,
                    Waiting::Nobody => Told::Nobody,
                },
                cause: cause.clone(),
            }
        });
        let mut readers = self.dossier.bury(before as u64, letters.collect());
        effects.receivers.append(&mut readers);
    }
}
