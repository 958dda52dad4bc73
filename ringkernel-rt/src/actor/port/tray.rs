//! Replies to `send` that nobody has received yet, from the lives of an actor up to the present one.
//!
//! A life that ends with replies owed to whoever receives leaves one entry for all of them. What is left when the next
//! life begins is handed on to its port, ahead of its own replies.

use std::collections::VecDeque;
use std::task::{Context, Poll, Waker};

use super::{Bytes, Caller, Port, Waiting};
use crate::error::Error;

/// The replies of a port, the oldest first. Each holds one of the port's `credits`; ends hold none.
#[derive(Debug, Default)]
pub(super) struct Tray {
    /// Lives of the actor before this port's.
    life: u64,
    entries: VecDeque<Entry>,
    /// Whom to wake for the next entry.
    pub(super) receivers: Vec<Waker>,
    /// The port of the next life has the entries.
    handed_on: bool,
}

#[derive(Debug)]
struct Entry {
    /// The life that it is of.
    life: u64,
    what: Left,
}

/// What a life has left.
#[derive(Debug)]
enum Left {
    Reply(Bytes),
    /// Replies that will not come. Between two of these there is a reply, so there are never many.
    End(Error),
}

/// Whose replies are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lives {
    /// The next one's, whichever life it is of.
    All,
    /// Those up to this life's.
    Until(u64),
}

/// What a receiver gets.
#[derive(Debug)]
pub(crate) enum Receipt {
    /// A reply.
    Reply(Bytes),
    /// Why none came.
    End(Error),
    /// Nothing more: what comes is of a later life.
    Over,
    /// The port of the next life knows.
    HandedOn,
}

impl Tray {
    /// How many replies there are.
    pub(super) fn replies(&self) -> usize {
        let replies = self.entries.iter().filter(|entry| match entry.what {
            Left::Reply(_) => true,
            Left::End(_) => false,
        });
        replies.count()
    }

    pub(super) fn put(&mut self, reply: Bytes) {
        self.leave(Left::Reply(reply));
    }

    /// The life has ended with this error; `owed` are those who wait for it.
    pub(super) fn end<'a>(&mut self, mut owed: impl Iterator<Item = &'a Waiting>, error: &Error) {
        let told = matches!(self.entries.back(), Some(entry) if matches!(entry.what, Left::End(_)));
        if !told && owed.any(|waiting| matches!(waiting, Waiting::Receiver)) {
            self.leave(Left::End(error.clone()));
        }
    }

    fn leave(&mut self, what: Left) {
        let life = self.life;
        self.entries.push_back(Entry { life, what });
    }

    /// The oldest entry, or why there is none for who wants no later one.
    fn take(&mut self, lives: Lives) -> Option<Receipt> {
        if self.handed_on {
            return Some(Receipt::HandedOn);
        }
        let first = self.entries.front().map_or(self.life, |entry| entry.life);
        match lives {
            Lives::Until(last) if last < first => return Some(Receipt::Over),
            Lives::Until(_) | Lives::All => {}
        }
        self.entries.pop_front().map(|entry| match entry.what {
            Left::Reply(reply) => Receipt::Reply(reply),
            Left::End(error) => Receipt::End(error),
        })
    }

    /// That of the next life.
    fn hand_on(&mut self) -> Self {
        self.handed_on = true;
        Self {
            life: self.life + 1,
            entries: std::mem::take(&mut self.entries),
            ..Self::default()
        }
    }
}

impl Port {
    /// Which life this is, from 0.
    pub(in crate::actor) fn life(&self) -> u64 {
        self.lock().tray.life
    }

    /// Goes on from the life before, whose port has ended. Nobody has sent anything here.
    pub(in crate::actor) fn succeed(&self, before: &Self) {
        let tray = before.lock().tray.hand_on();
        // As many as there were: both lives have the same.
        self.credits.forget_permits(tray.replies());
        self.lock().tray = tray;
    }

    /// Takes a reply to `send`, or the reason why none will come.
    pub(in crate::actor) fn poll_receive(
        &self,
        lives: Lives,
        context: &mut Context<'_>,
    ) -> Poll<Receipt> {
        self.rejoin();
        let mut inner = self.lock();
        if inner.tray.entries.is_empty() && !inner.waiting.is_empty() {
            // Whoever wants replies takes them faster than to be woken for them.
            drop(inner);
            self.pump(Caller::User { thorough: false });
            inner = self.lock();
        }
        if let Some(receipt) = inner.tray.take(lives) {
            drop(inner);
            match receipt {
                Receipt::Reply(_) => self.credits.add_permits(1),
                Receipt::End(_) | Receipt::Over | Receipt::HandedOn => {}
            }
            return Poll::Ready(receipt);
        }
        if let Some(error) = &inner.ended {
            return Poll::Ready(Receipt::End(error.clone()));
        }
        let receivers = &mut inner.tray.receivers;
        let waker = context.waker();
        if !receivers.iter().any(|other| other.will_wake(waker)) {
            receivers.push(waker.clone());
        }
        Poll::Pending
    }
}
