//! Puts the replies of a shared actor in order, and holds each to all before it.
//!
//! The actor counts its messages from the number of its life times [`LIFE`], so each reply tells where it belongs. A
//! message tells who sent it and how many that one sent before.

use std::collections::{BTreeMap, BTreeSet};

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
    replies: u64,
}

/// All lives' replies.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    lives: BTreeMap<u64, Life>,
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
            replies: 0,
        });
        life.replies += 1;
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

    /// How many messages there were in a life, all replies of which have come; and how many of them nobody has heard of.
    pub(crate) fn close(&mut self, number: u64) -> (u64, u64) {
        let Some(mut life) = self.lives.remove(&number) else {
            return (0, 0);
        };
        while !life.waiting.is_empty() {
            life.skip();
        }
        let messages = life.settled.count - begin(number).count;
        let missing = life.missing.len() as u64;
        assert_eq!(messages, life.replies + missing);
        (messages, missing)
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
