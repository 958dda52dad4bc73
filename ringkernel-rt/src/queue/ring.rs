//! The two sides of a queue. The module above says the protocol.

use std::mem::{offset_of, size_of};

use super::layout::{Form, Frame, Queue, Shape, Shared};
use crate::abi::{rk_slot, RK_NARROW_WORDS};
use crate::hlc::Timestamp;
use crate::sync::Ordering;

/// How many messages ahead their slots are fetched.
const AHEAD: u64 = 6;

/// What travels with a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Head {
    /// Hybrid logical clock: nanoseconds, counter, and whose; zeros in a queue whose messages carry none.
    pub(crate) time: (u64, u32, u32),
}

impl Head {
    /// Of a message that is sent now.
    #[inline]
    pub(crate) fn at(time: Option<Timestamp>) -> Self {
        let time = time.map(Timestamp::words);
        Self {
            time: time.unwrap_or_default(),
        }
    }
}

macro_rules! field {
    ($bytes:expr, $name:ident, $type:ty) => {{
        let start = offset_of!(rk_slot, $name) - offset_of!(rk_slot, time_physical);
        &mut $bytes[start..start + size_of::<$type>()]
    }};
}

/// Bytes of a message's content in a narrow slot, at most.
const NARROW_CONTENT: usize = size_of::<u32>() * RK_NARROW_WORDS as usize;

/// A message's content in its frame: its time and its payload, in whole pieces.
struct Content<'a> {
    frame: Frame,
    bytes: &'a mut [u8],
}

impl<'a> Content<'a> {
    /// In bytes that are there for it.
    #[inline(always)]
    fn new(frame: Frame, bytes: &'a mut [u8]) -> Self {
        Self {
            frame,
            bytes: &mut bytes[..content_bytes(frame)],
        }
    }

    #[inline(always)]
    fn payload(&mut self) -> &mut [u8] {
        let head = self.frame.form().head();
        &mut self.bytes[head..head + self.frame.payload()]
    }

    #[inline(always)]
    fn set_head(&mut self, head: &Head) {
        if self.frame.form().head() == 0 {
            return;
        }
        let (physical, logical, node) = head.time;
        field!(self.bytes, time_physical, u64).copy_from_slice(&physical.to_le_bytes());
        field!(self.bytes, time_logical, u32).copy_from_slice(&logical.to_le_bytes());
        field!(self.bytes, time_node, u32).copy_from_slice(&node.to_le_bytes());
    }

    #[inline(always)]
    fn head(&mut self) -> Head {
        if self.frame.form().head() == 0 {
            return Head::default();
        }
        macro_rules! read {
            ($name:ident, $type:ty) => {{
                let bytes: &[u8] = field!(self.bytes, $name, $type);
                <$type>::from_le_bytes(bytes.try_into().expect("the field has its type's size"))
            }};
        }
        Head {
            time: (
                read!(time_physical, u64),
                read!(time_logical, u32),
                read!(time_node, u32),
            ),
        }
    }
}

/// Bytes of a message's content, in whole pieces.
#[inline(always)]
const fn content_bytes(frame: Frame) -> usize {
    frame.pieces() * frame.form().piece()
}

/// Where the content of a message lies that is too long for the stack; empty in a queue of narrow slots.
fn scratch(frame: Frame) -> Box<[u8]> {
    let bytes = match frame.form() {
        Form::Narrow(_) => 0,
        Form::Wide => content_bytes(frame),
    };
    vec![0; bytes].into_boxed_slice()
}

/// What the words of message `number` say in a narrow slot. Those of a round before say `capacity` less, and of no
/// message at all 0, which the first message of that tag finds overwritten long since.
#[inline]
fn tag(number: u64) -> u32 {
    // Cut off on purpose.
    number.wrapping_add(1) as u32
}

/// Puts messages in. One is used at a time for a queue.
#[derive(Clone, Debug)]
pub(crate) struct Producer {
    queue: Queue,
    scratch: Box<[u8]>,
    /// Messages put in.
    next: u64,
    /// Messages known to be taken out. Never goes back.
    taken: u64,
    /// Messages that may be put in and not taken out.
    limit: u64,
}

impl Producer {
    /// The producer of the queue that lies in `memory`, which nobody has used yet.
    pub(crate) fn new(memory: Shared, shape: Shape) -> Self {
        Self {
            queue: Queue::new(memory, shape),
            scratch: scratch(shape.frame()),
            next: 0,
            taken: 0,
            limit: u64::from(shape.capacity()),
        }
    }

    /// The producer of a queue whose messages up to `next` are all taken out, or will never be.
    pub(crate) fn resume(memory: Shared, shape: Shape, next: u64) -> Self {
        Self {
            next,
            taken: next,
            ..Self::new(memory, shape)
        }
    }

    /// Messages put in so far.
    #[inline]
    pub(crate) fn sent(&self) -> u64 {
        self.next
    }

    /// Puts in no more than `limit` messages that are not known to be taken out, where there are more slots.
    pub(crate) fn limit(&mut self, limit: u32) {
        self.limit = self.limit.min(u64::from(limit));
    }

    /// Messages known to be taken out.
    #[inline]
    pub(crate) fn known_taken(&self) -> u64 {
        self.taken
    }

    /// Goes on where a clone has come to, which has put in `sent` messages.
    pub(crate) fn go_on(&mut self, sent: u64) {
        self.next = sent;
    }

    /// Remembers that `taken` messages have been taken out, as the other queue of the actor says.
    #[inline]
    pub(crate) fn learn(&mut self, taken: u64) {
        // Not more than were put in, whatever a device claims.
        self.taken = self.taken.max(taken.min(self.next));
    }

    /// Whether there is a slot known to be free.
    #[inline]
    pub(crate) fn has_room(&self) -> bool {
        self.next - self.taken < self.limit
    }

    /// How messages lie in their slots.
    #[inline]
    pub(crate) fn frame(&self) -> Frame {
        self.queue.shape().frame()
    }

    /// Puts in a message that `encode` writes, maybe over bytes of an earlier one; false when there is no slot known to be
    /// free.
    #[inline]
    #[must_use]
    pub(crate) fn push(&mut self, head: &Head, encode: impl FnOnce(&mut [u8])) -> bool {
        self.push_in(self.frame(), head, encode)
    }

    /// The same by who knows the queue's frame as a constant.
    #[inline(always)]
    #[must_use]
    pub(crate) fn push_in(
        &mut self,
        frame: Frame,
        head: &Head,
        encode: impl FnOnce(&mut [u8]),
    ) -> bool {
        if !self.has_room() {
            return false;
        }
        match frame.form() {
            Form::Narrow(_) => {
                let mut bytes = [0; NARROW_CONTENT];
                let mut content = Content::new(frame, &mut bytes);
                content.set_head(head);
                encode(content.payload());
                let tag = u64::from(tag(self.next)) << 32;
                let pieces = content.bytes.chunks_exact(size_of::<u32>());
                for (word, piece) in self.queue.words(frame, self.next).iter().zip(pieces) {
                    let piece = u32::from_le_bytes(piece.try_into().expect("4 bytes"));
                    // Relaxed: nothing is concluded from a word but what it holds.
                    word.store(tag | u64::from(piece), Ordering::Relaxed);
                }
            }
            Form::Wide => {
                let mut content = Content::new(frame, &mut self.scratch);
                content.set_head(head);
                encode(content.payload());
                let pieces = content.bytes.chunks_exact(size_of::<u64>());
                let words =
                    pieces.map(|piece| u64::from_le_bytes(piece.try_into().expect("8 bytes")));
                self.queue.write(frame, self.next, words);
                // Pairs with the Acquire in `Consumer::read` and in `rk_ring_look` (ring.cuh).
                self.queue
                    .sequence(frame, self.next)
                    .store(self.next + 1, Ordering::Release);
            }
        }
        self.next += 1;
        true
    }

    /// The payload of a message that was put in and whose slot was not given to another one.
    pub(crate) fn recall(&self, number: u64) -> Box<[u8]> {
        let frame = self.frame();
        let mut content = self.content(number);
        Content::new(frame, &mut content).payload().to_vec().into()
    }

    /// The head of such a message, in a queue whose messages carry times.
    pub(crate) fn recall_head(&self, number: u64) -> Head {
        let frame = self.frame();
        let mut content = self.content(number);
        Content::new(frame, &mut content).head()
    }

    /// Time and payload of such a message.
    fn content(&self, number: u64) -> Vec<u8> {
        let frame = self.frame();
        match frame.form() {
            Form::Narrow(_) => (self.queue.words(frame, number).iter())
                // Relaxed: this side alone writes them.
                .map(|word| word.load(Ordering::Relaxed) as u32)
                .flat_map(u32::to_le_bytes)
                .collect(),
            Form::Wide => (self.queue.read(frame, number))
                .flat_map(u64::to_le_bytes)
                .collect(),
        }
    }
}

/// Takes messages out. One is used at a time for a queue.
#[derive(Clone, Debug)]
pub(crate) struct Consumer {
    queue: Queue,
    scratch: Box<[u8]>,
    /// Messages taken out.
    next: u64,
}

impl Consumer {
    /// The consumer of the queue that lies in `memory`, which nobody has used yet.
    pub(crate) fn new(memory: Shared, shape: Shape) -> Self {
        Self {
            queue: Queue::new(memory, shape),
            scratch: scratch(shape.frame()),
            next: 0,
        }
    }

    /// The consumer of a queue whose messages up to `next` are all taken out, or will never be.
    pub(crate) fn resume(memory: Shared, shape: Shape, next: u64) -> Self {
        Self {
            next,
            ..Self::new(memory, shape)
        }
    }

    /// Messages taken out so far.
    #[inline]
    pub(crate) fn taken(&self) -> u64 {
        self.next
    }

    /// Slots.
    #[inline]
    pub(crate) fn capacity(&self) -> u32 {
        self.queue.shape().capacity()
    }

    /// How messages lie in their slots.
    #[inline]
    pub(crate) fn frame(&self) -> Frame {
        self.queue.shape().frame()
    }

    /// How many messages are there and were not taken out.
    pub(crate) fn there(&mut self) -> u64 {
        let next = self.next;
        let last = next + u64::from(self.queue.shape().capacity());
        while self.next < last && self.look() {
            self.next += 1;
        }
        let there = self.next - next;
        self.next = next;
        there
    }

    /// Goes on where a clone has come to, or leaves to one what comes before: `taken` messages have been taken out.
    pub(crate) fn go_on(&mut self, taken: u64) {
        self.next = taken;
    }

    /// The next message, for somebody else to look whether it is there.
    pub(crate) fn coming(&self) -> Coming {
        Coming {
            queue: self.queue.clone(),
            number: self.next,
        }
    }

    /// Whether the next message is there.
    #[inline]
    pub(crate) fn look(&mut self) -> bool {
        self.peek(|_, _| ()).is_some()
    }

    /// Reads the next message, if it is there, and leaves it where it is.
    #[inline]
    pub(crate) fn peek<R>(&mut self, decode: impl FnOnce(Head, &[u8]) -> R) -> Option<R> {
        self.peek_in(self.frame(), decode)
    }

    /// The same by who knows the queue's frame as a constant.
    #[inline(always)]
    fn peek_in<R>(&mut self, frame: Frame, decode: impl FnOnce(Head, &[u8]) -> R) -> Option<R> {
        match frame.form() {
            Form::Narrow(_) => {
                let mut bytes = [0; NARROW_CONTENT];
                let mut content = Content::new(frame, &mut bytes);
                let tag = tag(self.next);
                // Without a way out: nothing then waits for one word before it reads the next.
                let mut wrong = 0;
                let pieces = content.bytes.chunks_exact_mut(size_of::<u32>());
                for (word, piece) in self.queue.words(frame, self.next).iter().zip(pieces) {
                    // Relaxed: as in `push_in`.
                    let word = word.load(Ordering::Relaxed);
                    wrong |= (word >> 32) as u32 ^ tag;
                    piece.copy_from_slice(&(word as u32).to_le_bytes());
                }
                (wrong == 0).then(|| decode(content.head(), content.payload()))
            }
            Form::Wide => {
                // Pairs with the Release in `Producer::push_in` and the fence in `rk_ring_answer` (ring.cuh).
                let sequence = self.queue.sequence(frame, self.next);
                if sequence.load(Ordering::Acquire) != self.next + 1 {
                    return None;
                }
                let mut content = Content::new(frame, &mut self.scratch);
                let words = self.queue.read(frame, self.next);
                let pieces = content.bytes.chunks_exact_mut(size_of::<u64>());
                for (word, piece) in words.zip(pieces) {
                    piece.copy_from_slice(&word.to_le_bytes());
                }
                Some(decode(content.head(), content.payload()))
            }
        }
    }

    /// Goes on to the message after the one that was peeked at.
    #[inline]
    pub(crate) fn advance(&mut self) {
        self.advance_in(self.frame());
    }

    #[inline(always)]
    fn advance_in(&mut self, frame: Frame) {
        self.next += 1;
        // What a device has written lies in no cache of this core.
        self.queue.prefetch(frame, self.next + AHEAD);
    }

    /// Takes the next message out.
    #[inline]
    pub(crate) fn pop<R>(&mut self, decode: impl FnOnce(Head, &[u8]) -> R) -> Option<R> {
        self.pop_in(self.frame(), decode)
    }

    /// The same by who knows the queue's frame as a constant.
    #[inline(always)]
    pub(crate) fn pop_in<R>(
        &mut self,
        frame: Frame,
        decode: impl FnOnce(Head, &[u8]) -> R,
    ) -> Option<R> {
        let message = self.peek_in(frame, decode)?;
        self.advance_in(frame);
        Some(message)
    }
}

/// A message that has not come yet.
#[derive(Debug)]
pub(crate) struct Coming {
    queue: Queue,
    number: u64,
}

impl Coming {
    /// Whether its consumer should look: some of it is there.
    pub(crate) fn is_there(&self) -> bool {
        let frame = self.queue.shape().frame();
        // Relaxed: the consumer looks for itself.
        match frame.form() {
            Form::Narrow(_) => {
                let word = self.queue.words(frame, self.number)[0].load(Ordering::Relaxed);
                (word >> 32) as u32 == tag(self.number)
            }
            Form::Wide => {
                self.queue
                    .sequence(frame, self.number)
                    .load(Ordering::Relaxed)
                    == self.number + 1
            }
        }
    }
}
