//! What runs an actor, and what the host holds of it.

use std::sync::Arc;

use crate::artifact::Artifact;
use crate::backend::{cpu, cuda};
use crate::control::{self, Command, State};
use crate::error::{Error, Fault};
use crate::hlc::Alignment;
use crate::log::Heard;
use crate::queue::ring::{Consumer, Producer};
use crate::record::{Clock, Entry, Record, Tape};
use crate::sync::thread::Thread;
use crate::trace::Book;

/// What belongs to an actor that may still run.
#[derive(Debug)]
pub(crate) struct Live {
    pub(crate) control: control::Host,
    pub(crate) inbox: Producer,
    pub(crate) outbox: Consumer,
    pub(crate) machine: Machine,
    /// What it records of itself, if it does.
    pub(crate) tape: Option<Tape>,
    /// How much of that the trace that goes on has: the number of its next record.
    pub(crate) traced: Option<(Arc<Book>, Option<u32>)>,
}

impl Live {
    /// Has the actor give up the messages that were sent to it, and end by a fault at the first that it has in hand;
    /// whether that can be asked of it.
    pub(super) fn stop(&self) -> bool {
        match self.machine {
            // Nobody ends a thread but itself.
            Machine::Cpu(_) => false,
            Machine::Cuda(_) => {
                self.control.stop(self.inbox.sent());
                true
            }
        }
    }

    /// The last records of its actor, whose first message is `first`; none that cannot be told the time of.
    pub(super) fn recorded(&self, most: usize, first: u64) -> Vec<Record> {
        let Some(tape) = &self.tape else {
            return Vec::new();
        };
        let clock = self.machine.clock();
        clock.map_or_else(Vec::new, |clock| tape.last(most, first, &clock))
    }

    /// What was recorded since the trace has heard last.
    pub(super) fn untraced(&mut self, book: &Arc<Book>, first: u64) -> Vec<Entry> {
        let (Some(tape), Some(clock)) = (&self.tape, self.machine.clock()) else {
            return Vec::new();
        };
        // Until it has begun that is another's, which may have begun at the same message.
        if self.control.state() == State::Created {
            return Vec::new();
        }
        let known = self.traced.take_if(|(known, _)| Arc::ptr_eq(known, book));
        let mut next = known.and_then(|(_, next)| next);
        let found = tape.drain(&mut next, book.started(), first, &clock);
        self.traced = Some((book.clone(), next));
        found
    }

    /// Ends the actor without waiting for it, and lets go of it. It gives up the message in hand if it can.
    pub(super) fn leave(mut self) {
        match self.machine {
            Machine::Cpu(handle) => {
                self.control.give(Command::Terminate);
                handle.wake();
            }
            Machine::Cuda(actor) => actor.leave(cuda::Ends {
                control: self.control,
                inbox: self.inbox,
                outbox: self.outbox,
                tape: self.tape,
            }),
        }
    }
}

/// What runs an actor.
#[derive(Debug)]
pub(crate) enum Machine {
    /// A thread.
    Cpu(cpu::actor::Handle),
    /// A block on a GPU.
    Cuda(Box<cuda::Actor>),
}

/// Wakes an actor that sleeps, without its machine.
#[derive(Debug)]
pub(crate) enum Bell {
    /// A thread's.
    Thread(Thread),
    /// That of who polls.
    None,
}

impl Bell {
    #[inline]
    pub(super) fn ring(&self) {
        match self {
            Self::Thread(thread) => thread.unpark(),
            Self::None => {}
        }
    }
}

impl Machine {
    /// What wakes it as [`wake`](Self::wake) does.
    pub(super) fn bell(&self) -> Bell {
        match self {
            Self::Cpu(handle) => Bell::Thread(handle.thread().clone()),
            Self::Cuda(_) => Bell::None,
        }
    }

    /// Makes an actor that sleeps look at its inbox, its outbox and its commands.
    pub(super) fn wake(&self) {
        match self {
            Self::Cpu(handle) => handle.wake(),
            // It polls.
            Self::Cuda(_) => {}
        }
    }

    /// What it has logged since.
    pub(super) fn hear(&mut self) -> Option<Heard> {
        match self {
            // It tells by itself.
            Self::Cpu(_) => None,
            Self::Cuda(actor) => actor.hear(),
        }
    }

    /// The mistake that ended the actor, if one did.
    pub(super) fn fault(&self, control: &control::Host, artifact: &Artifact) -> Option<Fault> {
        match self {
            Self::Cpu(handle) => handle.fault(),
            Self::Cuda(_) => control.fault(artifact),
        }
    }

    /// Learns how its clock stands beside the host's.
    pub(super) fn align(&self, reading: Alignment, control: &mut control::Host) {
        match self {
            // It has the host's.
            Self::Cpu(_) => {}
            Self::Cuda(actor) => actor.align(reading, control),
        }
    }

    /// What its records' times count from, once that is known.
    fn clock(&self) -> Option<Clock> {
        match self {
            Self::Cpu(handle) => Some(Clock::Host(handle.origin())),
            Self::Cuda(actor) => actor.alignment().map(Clock::Device),
        }
    }

    /// How often the actor was kept from its messages while a kernel was loaded.
    pub(super) fn pauses(&self) -> u32 {
        match self {
            // Loading is nothing to it.
            Self::Cpu(_) => 0,
            Self::Cuda(actor) => actor.pauses(),
        }
    }

    /// Whether nothing runs any more, whatever the control block says.
    pub(super) fn is_finished(&self) -> Result<bool, Error> {
        match self {
            Self::Cpu(handle) => Ok(handle.is_finished()),
            Self::Cuda(actor) => actor.is_finished(),
        }
    }
}
