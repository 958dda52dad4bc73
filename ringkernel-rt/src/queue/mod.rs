//! Queues between the host and an actor: messages of a fixed size over shared memory.
//!
//! An actor has two of the same capacity, a power of two: one for messages and one for its replies. Message `n`, from 0
//! in 64 bits, which never run out, lies in slot `n & (capacity - 1)` of the one and its reply in the same slot of the
//! other. The memory may lie in the heap, where an actor's thread is the other side, or be mapped into a GPU, where
//! `device/ring.cuh` is. There is no read-modify-write, which PCIe does not carry: **each word has a single writer**,
//! and each slot starts a line of the processor's cache.
//!
//! # Protocol
//! - The host may write message `n` once it has taken reply `n - capacity` out. That says two things: the actor had
//!   read message `n - capacity`, so the slot is free, and there is a free slot for reply `n` as well. So nobody keeps
//!   or reads a count of what was taken, and an actor that has found message `n` may write reply `n` at once.
//! - Each message is answered once. A batch (`device/batch.cuh`) may write replies in any order, also beyond one that is
//!   missing; the host takes them in order. It relies on it that messages are written in order: one that is missing
//!   before one that was seen comes.
//!
//! # Narrow slots
//! Where both a message and its reply are small, a slot is words of 8 bytes (`RK_NARROW_WORDS` in `device/abi.h`): the
//! lower half is content, the upper half the message's tag, `n + 1` modulo 2^32. The content is the time of a hybrid
//! logical clock, where the actor's messages carry one, and the payload: 32 bytes without a time are 64 bytes. A reader takes a message when each of
//! its words has the tag, so **the poll is the read**: a word is the message's or it is not, whichever word arrives
//! first. All accesses are relaxed and single-copy atomic (8 aligned bytes: PTX ISA, "Memory Consistency Model",
//! relaxed operations of system scope). What could go wrong:
//! - *A word of another message is taken.* A slot holds words of message `n` and of `n - capacity` alone, whose tags
//!   differ, since a capacity is at most 2^20. Memory that was never written holds tag 0; the message of that tag
//!   comes after 2^32 others.
//! - *A message is overwritten before it was read.* The host writes word `w` of message `n + capacity` after it has
//!   read reply `n`, whose content and existence depend on the value that the actor's load of `w` gave. A load whose
//!   value came from a store that depends on the load itself does not exist in the model (no value out of thin air).
//!   The same holds for replies: reply `n + capacity` depends on message `n + capacity`, which the host has written
//!   after it had read reply `n`.
//! - *Something else is concluded from a message.* Nothing is. A kernel that has more to publish, such as records of
//!   its log, fences ahead of its reply.
//!
//! # Wide slots
//! Otherwise a slot is `rk_slot` and a payload. The producer fills it, then stores `n + 1` to its `sequence` with
//! release; the consumer finds message `n` when it reads `n + 1` there with acquire. The two pairs order everything: the
//! release of a message's `sequence` orders it before its reader, and the host's reading of reply `n - capacity` before
//! what the actor writes there next; the release of a reply's does the same the other way round.
//!
//! # One actor after another
//! Actors that have the same place one after another share its queues, and the numbers go on: an actor begins at message
//! `b`, the number of messages that were put in so far. The device obeys between two messages, so the predecessor has ended
//! then; it says so with release, and only when the host has seen that are messages put in for the new one. Message
//! `b + i` may be written as if reply `b + i - capacity` had been taken, and the host finds reply `b` first.
//!
//! The order to begin is one word, and says `b`, in 24 bits: to look for it elsewhere would take another way across PCIe.
//! A seat whose next message was to be `t` begins at the first number from `t` on that ends in those bits. That is `b`, for
//! `t <= b <= t + capacity`, and a capacity is at most 2^20: what was answered was put in, and nothing was put in for the
//! predecessor before it had begun, nor more than a capacity beyond the replies that were taken of it, which the seat has
//! given. For one that never began nothing was put in, so the same holds of the one before it.
//!
//! What else an actor begins with, its handler's state and its clock's words, the host writes before it gives the order
//! with release. The seat loads the order relaxed; a fence behind that makes it an acquire. Where there are such words it
//! fences before it reads them. In any case it fences ahead of the store by which it says that it has begun, which that
//! fence makes a release, and before it looks for message `b`: it then sees all that the predecessor was sent. What it writes
//! ahead of that fence, the tags below, goes to places that depend on the order, so no reading of the host ahead of the order
//! sees it, as with narrow replies. For all this to hold as above, each slot must hold a message of the round before, for
//! who reads it:
//! - The inbox does: whether they were read or not, messages up to `b` were written before the order.
//! - Replies that the predecessor has not given are missing from the outbox. The device writes the tags, or the sequence,
//!   that they would have had, before it says that it obeyed (`rk_ring_pass_over`).
//!
//! What the predecessor was sent has tags below `b + 1`, which the new one never looks for.
//!
//! Orders overtake each other. Whoever is told to end before it has begun is sent nothing, so where the order to end is
//! the only one that the device sees, nothing has to be passed over; the next one's beginning makes up for it. Where the
//! next is to begin before that, the device may obey the first order with the state that was written for the second.
//! Nobody speaks with such an actor, and the second order follows.
//!
//! # Two threads of the host
//! Where one thread puts messages in and another takes replies out, what each of them does is ordered against the actor as
//! above. Between them there is one word more, in the host's own memory: how many replies the second has taken, which it
//! stores with release after it has read one, and which the first loads with acquire before it uses a slot again. So
//! message `n + capacity` is written after reply `n` was read, as by one thread. See [`flow`].
//!
//! # How it is checked
//! - `tests/model` is a model of all this and of the control block, with faults, parking, ends and new beginnings: a
//!   checker looks at every run of it. Its mutations, listed in `tests/model/mutation.rs`, each break a property; they
//!   stand for what only a device can get wrong, and for what takes several stores.
//!   `cargo test -p ringkernel-rt --test model`
//! - loom runs the code itself, here and with the thread of an actor and the reactor in `actor/loom.rs`, in every
//!   interleaving with few interruptions. `RUSTFLAGS="--cfg loom" cargo test -p ringkernel-rt --lib loom`
//! - `tests/mutations.rs` takes each ordering of the code away, and each call that wakes a thread, and a test under loom
//!   must fail for it. All 38 have been caught.
//!   `cargo test -p ringkernel-rt --test mutations -- --ignored --nocapture`
//! - miri runs the tests of this folder and of the control block: `cargo +nightly miri test -p ringkernel-rt --lib queue`
//!
//! [`layout`] is the memory, [`ring`] the two sides, [`flow`] the host's ends on two threads.

#[cfg(feature = "bare-queue")]
pub mod bare;
pub(crate) mod flow;
pub(crate) mod layout;
pub(crate) mod ring;

#[cfg(all(test, loom))]
mod loom;
#[cfg(all(test, not(loom)))]
mod tests;
