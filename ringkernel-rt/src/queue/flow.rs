//! The host's two ends of a pair of queues on two threads, which neither lock nor allocate for a message.
//!
//! The [`Source`] puts messages in, the [`Sink`] takes replies out, or of a single queue the messages themselves. Only
//! the sink knows how many it has taken, which gives so many slots back to the source. It says so in two words that it
//! alone writes: in one after each message, in the other after several, or when it finds no message. The source keeps
//! what it has read there, and reads the second anew when by that there is no room, as a thread that waits does again
//! and again: each reading takes the word's line away from the sink, which then waits for it at its next writing. The
//! first it reads at one look in [`EXACTLY_EVERY`] that find no room, and at all when both ends are used by one thread,
//! which takes nothing away from itself.
//!
//! One word alone was rejected. Written after each message it made the sink wait: beside a GPU, at 8 M messages a second,
//! the sink then never found its queue empty and the source never found room. Written after several, a thread that has
//! both ends, and puts in one message for each that it takes, would wait for a slot that nobody is left to speak of.

use super::layout::{Frame, Line};
use super::ring::{Coming, Consumer, Head, Producer};
use crate::sync::{Arc, AtomicU32, AtomicU64, Ordering};

/// Messages after which the sink tells how many it has taken, where the queue has more than four times as many slots.
const TELL_EVERY: u32 = 32;

/// Looks for room that find none, of which one reads how many messages were taken exactly.
const EXACTLY_EVERY: u32 = 64;

/// What the ends tell each other, and whoever lent them: words of a single writer at a time, on lines by writer.
#[derive(Debug)]
pub(crate) struct Flow {
    /// Messages that were taken out, by the sink or, before it begins and after it is gone, by who lent it.
    taken: Line<AtomicU64>,
    /// The same some messages ago.
    told: Line<AtomicU64>,
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
    /// Which thread has the sink: [`thread`], or 0.
    thread: AtomicU64,
}

#[cfg(not(loom))]
thread_local!(static HERE: u8 = const { 0 });
// The checker's threads are one of the system's.
#[cfg(loom)]
::loom::thread_local!(static HERE: u8 = 0);

/// A number of the calling thread that no other has at the same time; not 0.
#[inline]
fn thread() -> u64 {
    HERE.with(|here| std::ptr::from_ref(here).addr() as u64)
}

impl Flow {
    fn new(sent: u64, taken: u64) -> Arc<Self> {
        Arc::new(Self {
            taken: Line(AtomicU64::new(taken)),
            told: Line(AtomicU64::new(taken)),
            sent: Line(AtomicU64::new(sent)),
            marks: Line(Marks {
                source_gone: AtomicU32::new(0),
                sink_gone: AtomicU32::new(0),
                closed: AtomicU32::new(0),
                thread: AtomicU64::new(0),
            }),
        })
    }

    /// Messages that were taken out.
    #[inline]
    pub(crate) fn taken(&self) -> u64 {
        // Pairs with the Release in `say_taken`: a slot is read before it is written again.
        self.taken.0.load(Ordering::Acquire)
    }

    /// Messages that were taken out some messages ago.
    #[inline]
    fn told(&self) -> u64 {
        // Pairs with the Release in `tell`: as in `taken`.
        self.told.0.load(Ordering::Acquire)
    }

    /// Says how many messages were taken out, to all.
    pub(crate) fn say_taken(&self, taken: u64) {
        self.note_taken(taken);
        self.tell(taken);
    }

    #[inline]
    fn note_taken(&self, taken: u64) {
        // Pairs with the Acquire in `taken`.
        self.taken.0.store(taken, Ordering::Release);
    }

    #[inline]
    fn tell(&self, taken: u64) {
        // Pairs with the Acquire in `told`.
        self.told.0.store(taken, Ordering::Release);
    }

    /// Messages put in, which can be recalled then.
    pub(crate) fn sent(&self) -> u64 {
        // Pairs with the Release in `push`.
        self.sent.0.load(Ordering::Acquire)
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
        looks: 0,
    };
    let sink = Sink {
        every: u64::from(TELL_EVERY.min(consumer.capacity() / 4).max(1)),
        told: consumer.taken(),
        thread: 0,
        consumer,
        flow,
    };
    (source, sink)
}

/// The end that puts messages in.
#[derive(Debug)]
pub(crate) struct Source {
    producer: Producer,
    flow: Arc<Flow>,
    /// Looks for room that found none, round and round.
    looks: u32,
}

impl Source {
    /// What the ends tell.
    pub(crate) fn flow(&self) -> &Arc<Flow> {
        &self.flow
    }

    /// Puts in a message that `encode` writes, maybe over bytes of an earlier one, in the queue's frame; false when there is
    /// no room.
    #[inline]
    #[must_use]
    pub(crate) fn push(
        &mut self,
        frame: Frame,
        head: &Head,
        encode: impl FnOnce(&mut [u8]),
    ) -> bool {
        if !self.producer.has_room() {
            self.look_for_room();
        }
        let sent = self.producer.push_in(frame, head, encode);
        if sent {
            let number = self.producer.sent();
            // Pairs with the Acquire in `sent`: who ends the actor reads what was not answered.
            self.flow.sent.0.store(number, Ordering::Release);
        }
        sent
    }

    /// The frame, for who does not know it as a constant.
    #[cfg(test)]
    pub(crate) fn frame(&self) -> Frame {
        self.producer.frame()
    }

    #[cold]
    fn look_for_room(&mut self) {
        self.producer.learn(self.flow.told());
        if self.producer.has_room() {
            return;
        }
        // Relaxed: nothing hangs on it but who is kept waiting.
        let alone = self.flow.marks.0.thread.load(Ordering::Relaxed) == thread();
        if alone || self.looks.is_multiple_of(EXACTLY_EVERY) {
            self.producer.learn(self.flow.taken());
        }
        self.looks = self.looks.wrapping_add(1);
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
    /// What it has told last, and after how many messages it tells again.
    told: u64,
    every: u64,
    /// `Marks::thread`.
    thread: u64,
}

impl Sink {
    /// What the ends tell.
    pub(crate) fn flow(&self) -> &Arc<Flow> {
        &self.flow
    }

    /// Takes the next message out, if it is there; it lies in the queue's frame.
    #[inline]
    pub(crate) fn pop<R>(
        &mut self,
        frame: Frame,
        decode: impl FnOnce(Head, &[u8]) -> R,
    ) -> Option<R> {
        let thread = thread();
        if thread != self.thread {
            self.thread = thread;
            // Relaxed: as in `look_for_room`.
            self.flow.marks.0.thread.store(thread, Ordering::Relaxed);
        }
        let message = self.consumer.pop_in(frame, decode);
        let taken = self.consumer.taken();
        let behind = taken.wrapping_sub(self.told);
        match &message {
            Some(_) => {
                self.flow.note_taken(taken);
                if behind >= self.every {
                    self.tell(taken);
                }
            }
            // Whoever waits for room has waited for this.
            None if behind > 0 => self.tell(taken),
            None => {}
        }
        message
    }

    /// As [`Source::frame`].
    #[cfg(test)]
    pub(crate) fn frame(&self) -> Frame {
        self.consumer.frame()
    }

    #[cold]
    fn tell(&mut self, taken: u64) {
        self.told = taken;
        self.flow.tell(taken);
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
