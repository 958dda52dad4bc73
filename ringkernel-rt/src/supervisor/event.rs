//! What happens in a tree of supervisors.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use futures_core::Stream;
use tracing::field::DisplayValue;

use super::gave_up::GaveUp;
use crate::dump::ActorDump;
use crate::error::Error;
use crate::shelf::{Limits, Shelf};
use crate::trace::Tracer;

/// Events that are kept for whoever reads them.
const EVENTS: usize = 1024;

/// What happened to a child or supervisor, which is named by its path.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event {
    /// An actor was started for the first time.
    Started {
        /// The actor.
        child: Arc<str>,
    },
    /// An actor has ended and its supervisor had not asked for it.
    Ended {
        /// The actor.
        child: Arc<str>,
        /// Why: [`Error::ActorStopped`] if somebody has terminated it.
        error: Error,
    },
    /// An actor has begun again.
    Restarted {
        /// The actor.
        child: Arc<str>,
    },
    /// An actor could not begin, again or at all.
    NotStarted {
        /// The actor.
        child: Arc<str>,
        /// Why.
        error: Error,
    },
    /// An actor was told to end and did not in the time allowed. It is let go of; its thread or block stays behind.
    NotEnded {
        /// The actor.
        child: Arc<str>,
    },
    /// An actor owes an answer or an acknowledgement and has not moved for longer than allowed.
    Hung {
        /// The actor.
        child: Arc<str>,
        /// How long.
        still: Duration,
        /// What is known of it.
        dump: Box<ActorDump>,
    },
    /// A supervisor has ended its children and failed.
    GaveUp(GaveUp),
}

impl Event {
    /// What happened, and to whom.
    fn in_short(&self) -> (&'static str, &str) {
        match self {
            Self::Started { child } => ("started", child),
            Self::Ended { child, .. } => ("ended", child),
            Self::Restarted { child } => ("restarted", child),
            Self::NotStarted { child, .. } => ("not started", child),
            Self::NotEnded { child } => ("not ended", child),
            Self::Hung { child, .. } => ("hung", child),
            Self::GaveUp(gave_up) => ("gave up", &gave_up.supervisor),
        }
    }

    /// Tells it to `tracing`.
    fn tell(&self) {
        macro_rules! tell {
            ($level:ident, $child:expr, $error:expr, $text:literal) => {
                tracing::event!(
                    target: "ringkernel::supervisor",
                    tracing::Level::$level,
                    child = $child,
                    error = $error,
                    $text
                )
            };
        }
        let none = None::<DisplayValue<&Error>>;
        match self {
            Self::Started { child } => tell!(INFO, child.as_ref(), none, "started"),
            Self::Restarted { child } => tell!(INFO, child.as_ref(), none, "restarted"),
            Self::Ended { child, error } => tell!(WARN, child.as_ref(), display(error), "ended"),
            Self::NotStarted { child, error } => {
                tell!(WARN, child.as_ref(), display(error), "not started");
            }
            Self::NotEnded { child } => tell!(WARN, child.as_ref(), none, "not ended"),
            Self::Hung { child, .. } => tell!(WARN, child.as_ref(), none, "hung"),
            Self::GaveUp(gave_up) => {
                tell!(
                    WARN,
                    gave_up.supervisor.as_str(),
                    display(gave_up),
                    "gave up"
                );
            }
        }
    }
}

/// The events of a tree: [`Supervision::events`](super::Supervision::events). Clones share them; each event is given out
/// once. The last 1024 are kept.
#[derive(Clone, Debug)]
pub struct Events {
    shelf: Arc<Shelf<Event>>,
    tracer: Tracer,
}

impl Events {
    pub(super) fn new(tracer: &Tracer) -> Self {
        Self {
            tracer: tracer.clone(),
            shelf: Arc::new(Shelf::new(Limits {
                entries: EVENTS,
                weight: EVENTS,
            })),
        }
    }

    pub(super) fn tell(&self, event: Event) {
        event.tell();
        if let Some(book) = self.tracer.book() {
            let (name, of) = event.in_short();
            let now = Instant::now();
            book.host(None, name, of.to_owned(), now, now);
        }
        for reader in self.shelf.keep(0, [(1, event)]) {
            reader.wake();
        }
    }

    pub(super) fn close(&self) {
        for reader in self.shelf.close() {
            reader.wake();
        }
    }

    /// The oldest event, if there is one.
    #[must_use]
    pub fn try_next(&self) -> Option<Event> {
        self.shelf.try_next()
    }

    /// Waits for the next event; `None` when the tree has ended.
    pub async fn next(&self) -> Option<Event> {
        poll_fn(|context| self.shelf.poll(context)).await
    }

    /// Events that were thrown away unread.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.shelf.dropped()
    }
}

/// The events one after another, until the tree has ended.
impl Stream for Events {
    type Item = Event;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Event>> {
        self.shelf.poll(context)
    }
}
