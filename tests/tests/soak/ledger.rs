//! Puts the replies of a shared actor in order, and holds each to all before it.
//!
//! The actor counts its messages from the number of its life times [`LIFE`], so each reply tells where it belongs. A
//! message tells who sent it and how many that one sent before.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use ringkernel_tests::kernels::trouble::{Chain, Link};

/// Messages that an actor never gets in one life.
pub(crate) const LIFE: u64 = 1 << 40;

/// Replies that wait for one before them, until that is given up: who asked has given up, or is slow to tell.
const PATIENCE: usize = 20_000;

/// A message of a sender.
pub(crate) fn link(sender: u64, number: u64) -> Link {
    Link {
        word: (sender << 48 | number) + 1,
    }
}

fn sender(word: u64) -> (u64, u64) {
    ((word - 1) >> 48, (word - 1) & ((1 << 48) - 1))
}

/// What the state of a life begins with.
pub(crate) fn begin(life: u64) -> Chain {
    Chain {
        count: life * LIFE,
        ..Chain::default()
    }
}

/// One life's replies.
#[derive(Debug)]
struct Life {
    /// The last reply of those that have come without a gap.
    settled: Chain,
    /// Those behind a gap, by count.
    waiting: BTreeMap<u64, Chain>,
    /// The last message of each sender that was settled.
    last: BTreeMap<u64, u64>,
    /// Those that were given up, and have not come since.
    missing: BTreeSet<u64>,
}

/// All lives' replies.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    lives: BTreeMap<u64, Life>,
    /// Messages by the lives in which they may have been put in and whose replies nobody waits for.
    forgone: BTreeMap<u64, u64>,
}

impl Ledger {
    /// A reply has come.
    pub(crate) fn note(&mut self, reply: Chain) {
        let number = reply.count / LIFE;
        let life = self.lives.entry(number).or_insert_with(|| Life {
            settled: begin(number),
            waiting: BTreeMap::new(),
            last: BTreeMap::new(),
            missing: BTreeSet::new(),
        });
        if reply.count <= life.settled.count {
            assert!(life.missing.remove(&reply.count), "doubled: {reply:?}");
            return;
        }
        let doubled = life.waiting.insert(reply.count, reply);
        assert_eq!(doubled, None, "doubled");
        life.settle();
        if life.waiting.len() > PATIENCE {
            life.skip();
        }
    }

    /// Nobody waits for the reply to a message any more, which was put in in one of these lives.
    pub(crate) fn forgo(&mut self, lives: RangeInclusive<u64>) {
        for life in lives {
            *self.forgone.entry(life).or_default() += 1;
        }
    }

    /// Waits for nothing more of a life; what comes late all the same is still put in its place.
    pub(crate) fn settle(&mut self, number: u64) {
        if let Some(life) = self.lives.get_mut(&number) {
            life.skip_all();
        }
    }

    /// Each life has answered every message up to the last one heard of, and each reply has come but for those that
    /// nobody waited for.
    pub(crate) fn check(mut self) {
        for (number, life) in &mut self.lives {
            life.skip_all();
            let forgone = self.forgone.get(number).copied().unwrap_or(0);
            let missing = life.missing.len() as u64;
            assert!(
                missing <= forgone,
                "life {number}: {missing} replies did not come, {forgone} were forgone: {:?}",
                life.missing
            );
        }
    }
}

impl Life {
    fn settle(&mut self) {
        while let Some(reply) = self.waiting.remove(&(self.settled.count + 1)) {
            let link = Link { word: reply.word };
            assert_eq!(reply, self.settled.with(link), "lost, or out of order");
            self.accept(reply);
        }
    }

    fn accept(&mut self, reply: Chain) {
        let (sender, number) = sender(reply.word);
        let before = self.last.insert(sender, number);
        assert!(
            before < Some(number),
            "sender {sender}: {before:?} before {number}"
        );
        self.settled = reply;
    }

    fn skip_all(&mut self) {
        while !self.waiting.is_empty() {
            self.skip();
        }
    }

    /// Goes over a gap.
    fn skip(&mut self) {
        let Some((count, reply)) = self.waiting.pop_first() else {
            return;
        };
        self.missing.extend(self.settled.count + 1..count);
        self.accept(reply);
        self.settle();
    }
}

/// Three lives of three messages each, of which the second one's reply in life 1 does not come.
fn gap() -> Ledger {
    let mut ledger = Ledger::default();
    for life in 0..3 {
        let mut known = begin(life);
        for number in 0..3 {
            known = known.with(link(4, number));
            if (life, number) != (1, 1) {
                ledger.note(known);
            }
        }
    }
    ledger
}

#[test]
fn a_reply_that_was_forgone_is_not_missed() {
    let mut ledger = gap();
    ledger.forgo(0..=1);
    ledger.check();
}

#[test]
#[should_panic(expected = "life 1: 1 replies did not come, 0 were forgone")]
fn a_reply_that_is_lost_is_missed_in_its_life() {
    let mut ledger = gap();
    // Of other lives.
    ledger.forgo(0..=0);
    ledger.forgo(2..=2);
    ledger.settle(1);
    ledger.check();
}
