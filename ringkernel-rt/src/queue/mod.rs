//! Queues between the host and an actor: one producer, one consumer, messages of a fixed size, over shared memory.
//!
//! The layout is `rk_queue` and `rk_slot` of `device/abi.h`: a head of one line, then `capacity` slots, a power of two.
//! The same memory may lie in the heap, where an actor's thread is the other side, or be mapped into a GPU, where
//! `device/ring.cuh` is. There is no read-modify-write, which PCIe does not carry: **each word has a single writer**.
//!
//! # Protocol
//! Messages are numbered from 0 in 64 bits, which never run out; message `n` lies in slot `n & (capacity - 1)`.
//! - The producer may write message `n` once `n - consumed < capacity`. It reads `consumed` with acquire, and only when
//!   the value it remembers is not enough. It fills the slot, then stores `n + 1` to the slot's `sequence` with release.
//! - The consumer finds message `n` when it reads `n + 1` from its slot's `sequence` with acquire: the slot's other
//!   words are then message `n`'s. A slot that was never used holds 0, one of the round before holds
//!   `n + 1 - capacity`. It takes the message, then stores `n + 1` to `consumed` with release.
//! - A reply is sent before `consumed` is stored, and says the same: who has read it with acquire may count its
//!   message as taken, though `consumed` still holds less.
//! - The two pairs order everything: release of `sequence` before the message is read, release of `consumed`, or of
//!   the reply's `sequence`, before its slot is written again. `consumed` may be stored once for several messages.
//!
//! [`layout`] is the memory, [`ring`] the two sides.

pub(crate) mod layout;
pub(crate) mod ring;

#[cfg(all(test, loom))]
mod loom;
#[cfg(all(test, not(loom)))]
mod tests;
