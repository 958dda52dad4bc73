//! What all actors are doing, for whoever looks for one that hangs: [`RingKernel::dump`](crate::RingKernel::dump).

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use crate::actor::dossier::Dossier;
use crate::actor::port::Glance;
pub use crate::actor::recorder::{Event, What};
use crate::control::State;
use crate::counters::Counters;
use crate::error::Error;
use crate::record::{self, Messages, Record};

/// What the actors of a runtime were doing at one time; prints as text.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Dump {
    /// When it was made.
    pub at: Instant,
    /// Each actor whose handle lives, in the order of their launches.
    pub actors: Vec<ActorDump>,
}

/// What one actor was doing.
///
/// Numbers of messages count from 1 in its present life, so the last one's number is how many there were.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ActorDump {
    /// Among the actors of its runtime, from 1.
    pub number: u64,
    /// Its kernel.
    pub kernel: &'static str,
    /// Its name in the registry.
    pub name: Option<Arc<str>>,
    /// The path of the supervisor that looks after it.
    pub supervisor: Option<Arc<str>>,
    /// Where it says it is.
    pub state: State,
    /// Number of the last message that was put into its inbox.
    pub sent: u64,
    /// Number of the last message that it has answered.
    pub answered: u64,
    /// Number of the last message whose reply the host has taken out of its outbox.
    pub taken: u64,
    /// Replies that wait for [`Actor::recv`](crate::Actor::recv).
    pub unreceived: usize,
    /// Commands that it has not acknowledged, as the states that they ask for.
    pub orders: Vec<State>,
    /// Messages that it will never answer.
    pub dead_letters: u64,
    /// What it has done in all its lives.
    pub counters: Counters,
    /// Why it ended, if it did.
    pub error: Option<Error>,
    /// The last 64 events, the oldest first.
    pub events: Vec<Event>,
    /// The last 64 things that it did, the oldest first, if it was launched to
    /// [record](crate::LaunchOptions::record) them.
    pub records: Vec<Record>,
}

impl Dump {
    pub(crate) fn of<'a>(actors: impl IntoIterator<Item = &'a Arc<Dossier>>) -> Self {
        Self {
            at: Instant::now(),
            actors: actors.into_iter().filter_map(ActorDump::of).collect(),
        }
    }
}

impl ActorDump {
    /// `None` before its launch.
    pub(crate) fn of(dossier: &Arc<Dossier>) -> Option<Self> {
        let glance = match dossier.port() {
            Some(port) => port.glance(),
            None if dossier.has_lived() => Glance::none(),
            None => return None,
        };
        let facts = dossier.summary();
        Some(Self {
            number: facts.number,
            kernel: facts.kernel,
            name: facts.name,
            supervisor: facts.supervisor,
            state: glance.state,
            sent: glance.sent,
            answered: glance.answered,
            taken: glance.taken,
            unreceived: glance.unreceived,
            orders: glance.orders,
            dead_letters: facts.dead_letters,
            counters: dossier.counters(),
            error: glance.error,
            events: facts.events,
            records: glance.records,
        })
    }

    /// The messages that it has taken and not answered, as far as its records say, and since when; the oldest first.
    #[must_use]
    pub fn in_hand(&self) -> Vec<(Instant, Messages)> {
        record::in_hand(&self.records)
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, now: Instant) -> fmt::Result {
        write!(f, "actor {} `{}`", self.number, self.kernel)?;
        if let Some(name) = &self.name {
            write!(f, " named `{name}`")?;
        }
        if let Some(supervisor) = &self.supervisor {
            write!(f, ", supervised by `{supervisor}`")?;
        }
        writeln!(
            f,
            ": {:?}; sent {}, answered {}, taken {}, not received {}, dead {}",
            self.state, self.sent, self.answered, self.taken, self.unreceived, self.dead_letters
        )?;
        writeln!(f, "  in all lives: {}", self.counters)?;
        for order in &self.orders {
            writeln!(f, "  not acknowledged: {order:?}")?;
        }
        if let Some(error) = &self.error {
            writeln!(f, "  ended: {}", error.to_string().replace("\n  ", " "))?;
        }
        for event in &self.events {
            writeln!(f, "  {}", event.told_at(now))?;
        }
        for (at, messages) in self.in_hand() {
            let held = now.saturating_duration_since(at).as_secs_f64();
            writeln!(f, "  in hand for {held:.6} s: {messages}")?;
        }
        for record in &self.records {
            let ago = now.saturating_duration_since(record.at).as_secs_f64();
            writeln!(f, "  {ago:>12.6} s ago, by itself: {}", record.deed)?;
        }
        Ok(())
    }
}

impl fmt::Display for ActorDump {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, Instant::now())
    }
}

impl fmt::Display for Dump {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} actors", self.actors.len())?;
        self.actors
            .iter()
            .try_for_each(|actor| actor.write(f, self.at))
    }
}
