//! The hold on a running tree.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::mpsc::{self, Sender};
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::{oneshot, watch};

use super::desk::{Desk, Note, Outcome};
use super::event::Events;
use super::spec::Supervisor;
use super::tree::{Node, Room};
use crate::error::{Asked, Error};
use crate::reactor::{before, Reactor};
use crate::resident::Ending;
use crate::runtime::RingKernel;
use crate::span::Scope;

/// A running tree of supervisors. Dropping it ends the tree, without waiting for that.
#[must_use = "dropping it ends the tree"]
pub struct Supervision {
    name: String,
    notes: Sender<Note>,
    events: Events,
    outcome: watch::Receiver<Outcome>,
}

impl RingKernel {
    /// Starts a tree of supervisors: its actors one after another, in the order in which they were added.
    ///
    /// [`shutdown`](Self::shutdown) of the runtime ends the tree as well, but all actors at the same time.
    ///
    /// # Errors
    /// [`Error::NotStarted`] if an actor cannot be started, or its path is the name of another; those before it have
    /// been ended again. [`Error::BadPart`] unless each name is a part of a path, [`Error::SameName`],
    /// [`Error::ShutDown`], [`Error::Thread`].
    pub async fn supervise(&self, supervisor: Supervisor) -> Result<Supervision, Error> {
        supervisor.check_names()?;
        let (notes, inbox) = mpsc::channel();
        let (teller, outcome) = watch::channel(None);
        let events = Events::new(self.tracer());
        let supervision = Supervision {
            name: supervisor.name.clone(),
            notes: notes.clone(),
            events: events.clone(),
            outcome: outcome.clone(),
        };
        // Entered before its actors: it hears of the runtime's end before it hears of theirs.
        let (within, reactor) = (supervisor.ends_within(), self.reactor()?);
        let name = supervisor.name.clone();
        let ending = ending(notes.clone(), outcome, within, reactor, name.clone());
        let registration = self.residents().enter(ending)?;
        let desk = Desk {
            heartbeat: supervisor.heartbeat,
            tree: Node::plan(supervisor),
            room: Room {
                runtime: self.clone(),
                notes,
                events,
                origin: Instant::now(),
            },
            inbox,
            outcome: teller,
            registration,
        };
        let (started, answer) = oneshot::channel();
        let scope = Scope::outside();
        thread::Builder::new()
            .name("ringkernel-supervisor".into())
            .spawn(move || scope.during(|| desk.run(started)))
            .map_err(|error| Error::Thread { kind: error.kind() })?;
        let start = answer.await.map_err(|_| unattended(&name))?;
        if start.is_err() {
            // Names are free when this returns.
            let _ = supervision.ended().await;
        }
        start.map(|()| supervision)
    }
}

/// Ends a tree when the runtime does, and waits for that no longer than `within`.
fn ending(
    notes: Sender<Note>,
    outcome: watch::Receiver<Outcome>,
    within: Duration,
    reactor: Reactor,
    name: String,
) -> Ending {
    Box::new(move || -> Pin<Box<dyn Future<Output = _> + Send>> {
        // The thread may have ended already.
        let _ = notes.send(Note::Stop);
        let by = Instant::now().checked_add(within);
        let mut alarm = by.map(|at| reactor.timer(at));
        Box::pin(async move {
            match before(&mut alarm, wait(outcome, &name)).await {
                None => Err(Error::Timeout {
                    name: name.into(),
                    asked: Asked::End,
                }),
                Some(Err(late @ Error::Timeout { .. })) => Err(late),
                // Why a tree ended before is told to who holds it.
                Some(Ok(()) | Err(_)) => Ok(()),
            }
        })
    })
}

/// What the tree comes to.
async fn wait(mut outcome: watch::Receiver<Outcome>, name: &str) -> Result<(), Error> {
    let ended = outcome.wait_for(Option::is_some).await;
    match ended.as_deref() {
        Ok(Some(result)) => result.clone(),
        // The thread is gone without a word.
        Ok(None) | Err(_) => Err(unattended(name)),
    }
}

fn unattended(supervisor: &str) -> Error {
    Error::Unattended {
        supervisor: supervisor.to_owned(),
    }
}

impl Supervision {
    /// What happens in the tree, from its start on.
    #[must_use]
    pub fn events(&self) -> Events {
        self.events.clone()
    }

    /// Waits until the tree has ended.
    ///
    /// # Errors
    /// [`Error::GaveUp`] if its outermost supervisor gave up; [`Error::Timeout`] if an actor did not end in time;
    /// [`Error::Unattended`].
    pub async fn ended(&self) -> Result<(), Error> {
        wait(self.outcome.clone(), &self.name).await
    }

    /// Ends all actors, the last one first, each within its own time, and waits for that.
    ///
    /// # Errors
    /// As [`ended`](Self::ended).
    pub async fn shutdown(&self) -> Result<(), Error> {
        // The thread may have ended already.
        let _ = self.notes.send(Note::Stop);
        self.ended().await
    }
}

impl Drop for Supervision {
    fn drop(&mut self) {
        // The thread may have ended already.
        let _ = self.notes.send(Note::Stop);
    }
}

impl fmt::Debug for Supervision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Supervision")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
