//! The thread of a tree: it reads notes, and looks at the actors once a heartbeat.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use tokio::sync::{oneshot, watch};

use super::tree::{Life, Node, Room};
use crate::error::Error;
use crate::resident::Registration;

/// What the thread is told.
#[derive(Debug)]
pub(super) enum Note {
    /// A life of an actor has ended.
    Ended(Life),
    /// To end.
    Stop,
}

/// What a tree came to, once it has ended.
pub(super) type Outcome = Option<Result<(), Error>>;

/// A tree and what its thread answers to.
pub(super) struct Desk {
    pub(super) tree: Node,
    pub(super) room: Room,
    pub(super) inbox: Receiver<Note>,
    pub(super) heartbeat: Duration,
    pub(super) outcome: watch::Sender<Outcome>,
    /// Among what ends with the runtime.
    pub(super) registration: Registration,
}

impl Desk {
    /// Starts the tree, tells `started`, and looks after it until it has ended.
    pub(super) fn run(mut self, started: oneshot::Sender<Result<(), Error>>) {
        let start = self.tree.start(&self.room);
        let runs = start.is_ok();
        // Whoever gave up waiting has dropped the handle, which is a note to stop.
        let _ = started.send(start);
        let outcome = if runs { self.attend() } else { Ok(()) };
        let Self {
            tree,
            room,
            outcome: teller,
            registration,
            ..
        } = self;
        // Names are free, and all is let go of, before anybody hears of the end.
        drop(tree);
        drop(registration);
        drop(room);
        teller.send_replace(Some(outcome));
    }

    fn attend(&mut self) -> Result<(), Error> {
        let mut last = Instant::now();
        loop {
            let since = last.elapsed();
            if since >= self.heartbeat {
                self.tree.look(&self.room);
                last = Instant::now();
            }
            let rest = self.heartbeat.saturating_sub(last.elapsed());
            match self.inbox.recv_timeout(rest) {
                Ok(Note::Ended(life)) => self.tree.ended(&life, &self.room)?,
                // The sender in the room keeps the channel open.
                Ok(Note::Stop) | Err(RecvTimeoutError::Disconnected) => {
                    return self.tree.stop(&self.room);
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }
}
