//! A queue between two threads without an actor, for measurements of the queue itself.

use super::flow;
use super::layout::{Shape, Shared, Times};
use super::ring::{Consumer, Head, Producer};
use crate::error::Error;

/// A queue of `capacity` slots for messages of `bytes` bytes.
///
/// # Errors
/// [`Error::QueueCapacity`], [`Error::OutOfMemory`].
pub fn pair(capacity: u32, bytes: usize) -> Result<(Source, Sink), Error> {
    let [shape, _] = Shape::pair(capacity, bytes, bytes, Times::Absent)?;
    let memory = Shared::zeroed(shape.bytes())?;
    let producer = Producer::new(memory.clone(), shape);
    let (source, sink) = flow::pair(producer, Consumer::new(memory, shape), 0);
    Ok((Source(source), Sink(sink)))
}

/// Puts messages in.
#[derive(Debug)]
pub struct Source(flow::Source);

impl Source {
    /// Puts in a message that `encode` writes over bytes of an earlier one; false when there is no room.
    #[inline]
    #[must_use]
    pub fn push(&mut self, encode: impl FnOnce(&mut [u8])) -> bool {
        self.0.push(&Head::default(), encode)
    }
}

/// Takes messages out.
#[derive(Debug)]
pub struct Sink(flow::Sink);

impl Sink {
    /// What `decode` makes of the next message, if it is there.
    #[inline]
    pub fn pop<R>(&mut self, decode: impl FnOnce(&[u8]) -> R) -> Option<R> {
        self.0.pop(|_, bytes| decode(bytes))
    }
}
