//! A queue between two threads without an actor, for measurements of the queue itself.

use super::flow;
use super::layout::{Frame, Shape, Shared, Times};
use super::ring::{Consumer, Head, Producer};
use crate::error::Error;

/// A queue of `capacity` slots for messages of `BYTES` bytes.
///
/// # Errors
/// [`Error::QueueCapacity`], [`Error::OutOfMemory`].
pub fn pair<const BYTES: usize>(capacity: u32) -> Result<(Source<BYTES>, Sink<BYTES>), Error> {
    let [shape, _] = Shape::pair(capacity, [frame::<BYTES>(); 2])?;
    let memory = Shared::zeroed(shape.bytes())?;
    let producer = Producer::new(memory.clone(), shape);
    let (source, sink) = flow::pair(producer, Consumer::new(memory, shape), 0);
    Ok((Source(source), Sink(sink)))
}

/// Puts messages in.
#[derive(Debug)]
pub struct Source<const BYTES: usize>(flow::Source);

impl<const BYTES: usize> Source<BYTES> {
    /// Puts in a message that `encode` writes, maybe over bytes of an earlier one; false when there is no room.
    #[inline]
    #[must_use]
    pub fn push(&mut self, encode: impl FnOnce(&mut [u8])) -> bool {
        let frame = const { frame::<BYTES>() };
        self.0.push(frame, &Head::default(), encode)
    }
}

/// Takes messages out.
#[derive(Debug)]
pub struct Sink<const BYTES: usize>(flow::Sink);

impl<const BYTES: usize> Sink<BYTES> {
    /// What `decode` makes of the next message, if it is there.
    #[inline]
    pub fn pop<R>(&mut self, decode: impl FnOnce(&[u8]) -> R) -> Option<R> {
        let frame = const { frame::<BYTES>() };
        self.0.pop(frame, |_, bytes| decode(bytes))
    }
}

const fn frame<const BYTES: usize>() -> Frame {
    let [frame, _] = Frame::pair(BYTES, BYTES, Times::Absent);
    frame
}
