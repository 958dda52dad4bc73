//! The two sides of a queue. The module above says the protocol.

use std::mem::{offset_of, size_of};

use super::layout::{Queue, Shape, Shared};
use crate::abi::rk_slot;
use crate::sync::Ordering;

/// What travels with a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Head {
    /// The sender's number for the request, returned with the reply.
    pub(crate) id: u64,
    /// Hybrid logical clock: nanoseconds, counter, and whose.
    pub(crate) time: (u64, u32, u32),
}

/// Bytes of a slot's head after the sequence.
const HEAD: usize = size_of::<rk_slot>() - size_of::<u64>();

macro_rules! field {
    ($bytes:expr, $name:ident, $type:ty) => {{
        let start = offset_of!(rk_slot, $name) - size_of::<u64>();
        &mut $bytes[start..start + size_of::<$type>()]
    }};
}

/// The slot without its sequence, as bytes.
#[derive(Debug)]
struct Scratch {
    /// Whole words.
    bytes: Box<[u8]>,
    /// Bytes of the payload, after the head.
    payload: usize,
}

impl Scratch {
    fn new(shape: Shape) -> Self {
        let bytes = (HEAD + shape.payload()).next_multiple_of(size_of::<u64>());
        Self {
            bytes: vec![0; bytes].into_boxed_slice(),
            payload: shape.payload(),
        }
    }

    fn payload(&mut self) -> &mut [u8] {
        &mut self.bytes[HEAD..HEAD + self.payload]
    }

    fn set_head(&mut self, head: &Head) {
        let (physical, logical, node) = head.time;
        field!(self.bytes, id, u64).copy_from_slice(&head.id.to_le_bytes());
        field!(self.bytes, time_physical, u64).copy_from_slice(&physical.to_le_bytes());
        field!(self.bytes, time_logical, u32).copy_from_slice(&logical.to_le_bytes());
        field!(self.bytes, time_node, u32).copy_from_slice(&node.to_le_bytes());
    }

    fn head(&mut self) -> Head {
        macro_rules! read {
            ($name:ident, $type:ty) => {{
                let bytes: &[u8] = field!(self.bytes, $name, $type);
                <$type>::from_le_bytes(bytes.try_into().expect("the field has its type's size"))
            }};
        }
        Head {
            id: read!(id, u64),
            time: (
                read!(time_physical, u64),
                read!(time_logical, u32),
                read!(time_node, u32),
            ),
        }
    }
}

/// Puts messages in. There is one for a queue.
#[derive(Debug)]
pub(crate) struct Producer {
    queue: Queue,
    scratch: Scratch,
    /// Messages put in.
    next: u64,
    /// Messages known to be taken out: `consumed` as last read, or what `learn` was told. Never goes back.
    freed: u64,
}

impl Producer {
    /// The producer of the queue that lies in `memory`, which nobody has used yet.
    pub(crate) fn new(memory: Shared, shape: Shape) -> Self {
        Self {
            queue: Queue::new(memory, shape),
            scratch: Scratch::new(shape),
            next: 0,
            freed: 0,
        }
    }

    /// Messages put in so far.
    pub(crate) fn sent(&self) -> u64 {
        self.next
    }

    /// Messages that the consumer has taken so far.
    pub(crate) fn taken(&mut self) -> u64 {
        // Pairs with the Release in `Consumer::advance` and the fence in `rk_ring_answer`.
        let consumed = self.queue.consumed().load(Ordering::Acquire);
        self.learn(consumed);
        self.freed
    }

    /// Remembers that `taken` messages are known to be taken, as when so many were answered.
    ///
    /// Who says so has acquired a word that the consumer released after it had read their slots.
    pub(crate) fn learn(&mut self, taken: u64) {
        // Not more than were put in, whatever a device claims.
        self.freed = self.freed.max(taken.min(self.next));
    }

    /// Whether one more message fits.
    pub(crate) fn has_space(&mut self) -> bool {
        let capacity = u64::from(self.queue.shape().capacity());
        self.next - self.freed < capacity || self.next - self.taken() < capacity
    }

    /// Puts in a message that `encode` writes over bytes of an earlier one; false when the queue is full.
    #[must_use]
    pub(crate) fn push(&mut self, head: &Head, encode: impl FnOnce(&mut [u8])) -> bool {
        if !self.has_space() {
            return false;
        }
        self.scratch.set_head(head);
        encode(self.scratch.payload());
        for (index, bytes) in self
            .scratch
            .bytes
            .chunks_exact(size_of::<u64>())
            .enumerate()
        {
            let word = u64::from_le_bytes(bytes.try_into().expect("the chunk is a word"));
            self.queue.write(self.next, index, word);
        }
        // Pairs with the Acquire in `Consumer::is_ready` and in `rk_ring_wait`.
        self.queue
            .sequence(self.next)
            .store(self.next + 1, Ordering::Release);
        self.next += 1;
        true
    }
}

/// Takes messages out. There is one for a queue.
#[derive(Debug)]
pub(crate) struct Consumer {
    queue: Queue,
    scratch: Scratch,
    /// Messages taken out.
    next: u64,
}

impl Consumer {
    /// The consumer of the queue that lies in `memory`, which nobody has used yet.
    pub(crate) fn new(memory: Shared, shape: Shape) -> Self {
        Self {
            queue: Queue::new(memory, shape),
            scratch: Scratch::new(shape),
            next: 0,
        }
    }

    /// Messages taken out so far.
    pub(crate) fn taken(&self) -> u64 {
        self.next
    }

    /// Whether a message is there.
    pub(crate) fn is_ready(&self) -> bool {
        // Pairs with the Release in `Producer::push` and the fence in `rk_ring_answer`.
        self.queue.sequence(self.next).load(Ordering::Acquire) == self.next + 1
    }

    /// Reads the next message and leaves it where it is.
    pub(crate) fn peek<R>(&mut self, decode: impl FnOnce(Head, &[u8]) -> R) -> Option<R> {
        if !self.is_ready() {
            return None;
        }
        for (index, bytes) in self
            .scratch
            .bytes
            .chunks_exact_mut(size_of::<u64>())
            .enumerate()
        {
            let word = self.queue.read(self.next, index);
            bytes.copy_from_slice(&word.to_le_bytes());
        }
        let head = self.scratch.head();
        Some(decode(head, self.scratch.payload()))
    }

    /// Gives the slot of the message that was peeked at back.
    ///
    /// If the message was answered before, its slot may hold a later one already.
    pub(crate) fn advance(&mut self) {
        self.next += 1;
        // Pairs with the Acquire in `Producer::taken` and in `rk_ring_has_space`.
        self.queue.consumed().store(self.next, Ordering::Release);
    }

    /// Takes the next message out.
    pub(crate) fn pop<R>(&mut self, decode: impl FnOnce(Head, &[u8]) -> R) -> Option<R> {
        let message = self.peek(decode)?;
        self.advance();
        Some(message)
    }
}
