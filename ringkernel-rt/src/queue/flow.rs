//! The host's two ends of a pair of queues on two threads, which neither lock nor allocate for a message.
//!
//! The [`Source`] puts messages in, the [`Sink`] takes replies out, or of a single queue the messages themselves. Only
//! the sink knows how many it has taken, which gives so many slots back to the source: it says so in a word that it
//! alone writes, after each. The source keeps what it has read there, and reads anew when by that there is no room.
//!
//! To say it after several messages was rejected: a thread that has both ends, and puts in one message for each that it
//! takes, would wait for a slot that nobody is left to speak of.

use super::layout::Line;
use super::ring::{Coming, Consumer, Head, Producer};
use crate::sync::{Arc, AtomicU32, AtomicU64, Ordering};

/// What the ends tell each other, and whoever lent them: words of a single writer at a time, on lines by writer.
#[derive(Debug)]
pub(crate) struct Flow {
    /// Messages that were taken out, by the sink or, before it begins and after it is gone, by who lent it.
    taken: Line<AtomicU64>,
    /// Messages that the source has put in.
    sent: Line<AtomicU64>,
    marks: Line<Marks>,
}

/// What happens once; 0 before.
#[derive(Debug)]
struct Marks {
    /// The source is gone: `sent` stays as it is.
    source_gone: AtomicU32,
    /// The sink is gone.
    sink_gone: AtomicU32,
    /// The other side has ended: no message will be answered that was not.
    closed: AtomicU32,
}

impl Flow {
    fn new(sent: u64, taken: u64) -> Arc<Self> {
        Arc::new(Self {
            taken: Line(AtomicU64::new(taken)),
            sent: Line(AtomicU64::new(sent)),
            marks: Line(Marks {
                source_gone: AtomicU32::new(0),
                sink_gone: AtomicU32::new(0),
                closed: AtomicU32::new(0),
            }),
        })
    }

    /// Messages that were taken out.
    #[inline]
    pub(crate) fn taken(&self) -> u64 {
        // Pairs with the Release in `say_taken`: a slot is read before it is written again.
        self.taken.0.load(Ordering::Acquire)
    }

    /// Says how many messages were taken out.
    #[inline]
    pub(crate) fn say_taken(&self, taken: u64) {
        // Pairs with the Acquire in `taken`.
        self.taken.0.store(taken, Ordering::Release);
    }

    /// Messages put in, for who has heard of the source's end.
    pub(crate) fn sent(&self) -> u64 {
        // Relaxed: the hearing orders it.
        self.sent.0.load(Ordering::Relaxed)
    }

    /// Says that the other side has ended.
    pub(crate) fn close(&self) {
        // Pairs with the Acquire in `is_closed`: replies that came before the end are there.
        self.marks.0.closed.store(1, Ordering::Release);
    }

    /// Whether the other side has ended. What it has written before is then there.
    #[inline]
    pub(crate) fn is_closed(&self) -> bool {
        // Pairs with the Release in `close`.
        self.marks.0.closed.load(Ordering::Acquire) != 0
    }
}

/// Both ends, for two threads, and what they tell; the sink begins where the source is to go on.
pub(crate) fn pair(producer: Producer, consumer: Consumer, taken: u64) -> (Source, Sink) {
    let flow = Flow::new(producer.sent(), taken);
    let source = Source {
        producer,
        flow: flow.clone(),
    };
    (source, Sink { consumer, flow })
}

/// The end that puts messages in.
#[derive(Debug)]
pub(crate) struct Source {
    producer: Producer,
    flow: Arc<Flow>,
}

impl Source {
    /// What the ends tell.
    pub(crate) fn flow(&self) -> &Arc<Flow> {
        &self.flow
    }

    /// Puts in a message that `encode` writes over bytes of an earlier one; false when there is no room.
    #[inline]
    #[must_use]
    pub(crate) fn push(&mut self, head: &Head, encode: impl FnOnce(&mut [u8])) -> bool {
        if !self.producer.has_room() {
            self.producer.learn(self.flow.taken());
        }
        let sent = self.producer.push(head, encode);
        if sent {
            // Relaxed: as in `Flow::sent`.
            let number = self.producer.sent();
            self.flow.sent.0.store(number, Ordering::Relaxed);
        }
        sent
    }

    /// Messages that are known to have been taken out.
    pub(crate) fn known_taken(&self) -> u64 {
        self.producer.known_taken()
    }

    /// Whether nobody takes messages out any more.
    pub(crate) fn is_alone(&self) -> bool {
        // Relaxed: nothing is concluded from it but that somebody else has to.
        self.flow.marks.0.sink_gone.load(Ordering::Relaxed) != 0
    }

    /// Says that no message will be put in any more.
    pub(crate) fn leave(&self) {
        // Pairs with the Acquire in `Sink::is_done`: `sent` is the last.
        self.flow.marks.0.source_gone.store(1, Ordering::Release);
    }
}

/// The end that takes messages out.
#[derive(Debug)]
pub(crate) struct Sink {
    consumer: Consumer,
    flow: Arc<Flow>,
}

impl Sink {
    /// What the ends tell.
    pub(crate) fn flow(&self) -> &Arc<Flow> {
        &self.flow
    }

    /// Takes the next message out, if it is there.
    #[inline]
    pub(crate) fn pop<R>(&mut self, decode: impl FnOnce(Head, &[u8]) -> R) -> Option<R> {
        let message = self.consumer.pop(decode)?;
        self.flow.say_taken(self.consumer.taken());
        Some(message)
    }

    /// Whether the source is gone and all that it has put in was taken out.
    pub(crate) fn is_done(&self) -> bool {
        // Pairs with the Release in the source's `drop`.
        let gone = self.flow.marks.0.source_gone.load(Ordering::Acquire) != 0;
        gone && self.consumer.taken() == self.flow.sent()
    }

    /// The next message, for somebody else to look whether it is there.
    pub(crate) fn coming(&self) -> Coming {
        self.consumer.coming()
    }

    /// Says that no message will be taken out any more.
    pub(crate) fn leave(&self) {
        // Relaxed: as in `Source::is_alone`.
        self.flow.marks.0.sink_gone.store(1, Ordering::Relaxed);
    }
}
