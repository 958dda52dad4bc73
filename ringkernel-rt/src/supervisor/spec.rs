//! What a tree of supervisors is made of.

use std::time::Duration;

use super::child::Child;
use super::policy::{Intensity, Restart, Strategy};
use crate::error::Error;
use crate::registry::is_name;

/// The tree's thread is to have time for other things, and the machine for others.
const SHORTEST_HEARTBEAT: Duration = Duration::from_millis(1);

/// A supervisor that is not started yet: its children in the order of their starts, and what it does about their ends.
#[derive(Debug)]
pub struct Supervisor {
    pub(super) name: String,
    pub(super) strategy: Strategy,
    pub(super) intensity: Intensity,
    pub(super) restart: Restart,
    pub(super) heartbeat: Duration,
    pub(super) children: Vec<Spec>,
}

/// A child.
#[derive(Debug)]
pub(super) enum Spec {
    Actor(Child),
    Supervisor(Supervisor),
}

impl Spec {
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Actor(child) => &child.name,
            Self::Supervisor(supervisor) => &supervisor.name,
        }
    }

    /// How long it may take to end, and to begin.
    fn times(&self) -> (Duration, Duration) {
        match self {
            Self::Actor(child) => (child.shutdown_within, child.begins_within),
            Self::Supervisor(supervisor) => supervisor.times(),
        }
    }

    pub(super) fn restart(&self) -> Restart {
        match self {
            Self::Actor(child) => child.restart,
            Self::Supervisor(supervisor) => supervisor.restart,
        }
    }
}

impl Supervisor {
    /// A supervisor without children: one for one, and one restart in five seconds.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            strategy: Strategy::default(),
            intensity: Intensity::default(),
            restart: Restart::default(),
            heartbeat: Duration::from_millis(100),
            children: Vec::new(),
        }
    }

    /// Who begins again when a child does.
    #[must_use]
    pub fn strategy(mut self, strategy: Strategy) -> Self {
        self.strategy = strategy;
        self
    }

    /// Gives up when there would be more than `restarts` restarts within this time.
    #[must_use]
    pub fn intensity(mut self, restarts: u32, within: Duration) -> Self {
        self.intensity = Intensity { restarts, within };
        self
    }

    /// Adds an actor, which is started after those that were added before.
    #[must_use]
    pub fn child(mut self, child: Child) -> Self {
        self.children.push(Spec::Actor(child));
        self
    }

    /// Adds a supervisor, which is started after the children that were added before.
    #[must_use]
    pub fn supervisor(mut self, supervisor: Supervisor) -> Self {
        self.children.push(Spec::Supervisor(supervisor));
        self
    }

    /// When it begins again, with all its children, as the child of another supervisor: [`Restart::Permanent`]
    /// otherwise. It ends by giving up alone, which does not bring a [`Restart::Transient`] one back.
    #[must_use]
    pub fn restart(mut self, restart: Restart) -> Self {
        self.restart = restart;
        self
    }

    /// How often each actor is looked at whom nobody waits for; 100 ms otherwise, and no more often than once in a
    /// millisecond. The outermost supervisor's counts.
    #[must_use]
    pub fn heartbeat(mut self, every: Duration) -> Self {
        self.heartbeat = every.max(SHORTEST_HEARTBEAT);
        self
    }

    /// How long the tree may take to end: its children one after another, and a restart that is under way, which may wait
    /// for another first.
    pub(super) fn ends_within(&self) -> Duration {
        let (end, begin) = self.times();
        end.saturating_add(begin.saturating_mul(2))
    }

    /// How long all actors may take to end one after another, and the slowest to begin.
    fn times(&self) -> (Duration, Duration) {
        let children = self.children.iter().map(Spec::times);
        children.fold(
            (Duration::ZERO, Duration::ZERO),
            |(ends, begins), (end, begin)| (ends.saturating_add(end), begins.max(begin)),
        )
    }

    /// Fails unless each name is a part of a path, and differs from its siblings'.
    pub(super) fn check_names(&self) -> Result<(), Error> {
        check_part(&self.name)?;
        for (index, child) in self.children.iter().enumerate() {
            check_part(child.name())?;
            let earlier = &self.children[..index];
            if earlier.iter().any(|other| other.name() == child.name()) {
                return Err(Error::SameName {
                    supervisor: self.name.clone(),
                    name: child.name().to_owned(),
                });
            }
            match child {
                Spec::Actor(_) => {}
                Spec::Supervisor(supervisor) => supervisor.check_names()?,
            }
        }
        Ok(())
    }
}

fn check_part(name: &str) -> Result<(), Error> {
    if name.contains('/') || !is_name(name) {
        return Err(Error::BadPart {
            name: name.to_owned(),
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heartbeat_without_a_pause_gets_one() {
        let tree = Supervisor::new("top").heartbeat(Duration::ZERO);
        assert_eq!(tree.heartbeat, Duration::from_millis(1));
    }
}
