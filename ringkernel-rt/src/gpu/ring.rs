//! What a ring kernel knows about itself.

use super::atomic::{atomic_add, Atomic};
use super::index::{block_dim_x, block_idx_x, thread_idx_x};
use super::view::RefMut;
use super::word::Word;
use super::{memory, sync, warp};
use crate::backend::cpu::lane;

/// The first parameter of a ring kernel: the thread's identity and the block's barrier.
#[derive(Debug)]
#[non_exhaustive]
pub struct RingContext {}

impl RingContext {
    /// The context that a CPU lane hands to the handler.
    #[doc(hidden)]
    #[must_use]
    pub const fn new() -> Self {
        Self {}
    }

    /// The thread's place in its block.
    #[inline]
    #[must_use]
    pub fn thread_id(&self) -> i32 {
        thread_idx_x()
    }

    /// The same as [`thread_id`](Self::thread_id).
    #[inline]
    #[must_use]
    pub fn thread_idx(&self) -> i32 {
        thread_idx_x()
    }

    /// The block's place in the grid.
    #[inline]
    #[must_use]
    pub fn block_id(&self) -> i32 {
        block_idx_x()
    }

    /// The same as [`block_id`](Self::block_id).
    #[inline]
    #[must_use]
    pub fn block_idx(&self) -> i32 {
        block_idx_x()
    }

    /// The thread's number among those of all blocks.
    #[inline]
    #[must_use]
    pub fn global_thread_id(&self) -> i32 {
        block_idx_x()
            .wrapping_mul(block_dim_x())
            .wrapping_add(thread_idx_x())
    }

    /// The same as [`global_thread_id`](Self::global_thread_id).
    #[inline]
    #[must_use]
    pub fn global_id(&self) -> i32 {
        self.global_thread_id()
    }

    /// The thread's place in its warp of 32.
    #[inline]
    #[must_use]
    pub fn lane_id(&self) -> i32 {
        thread_idx_x() % 32
    }

    /// The warp's place in its block.
    #[inline]
    #[must_use]
    pub fn warp_id(&self) -> i32 {
        thread_idx_x() / 32
    }

    /// Adds to memory that threads share, wrapping, and gives the old value.
    #[inline]
    pub fn atomic_add<T: Atomic>(&self, place: RefMut<'_, T>, value: T) -> T {
        atomic_add(place, value)
    }

    /// The value of a lane of the warp, modulo 32; all lanes must come.
    #[track_caller]
    pub fn warp_shuffle<T: Word>(&self, value: T, source: i32) -> T {
        warp::warp_shfl(!0, value, source)
    }

    /// The same as [`warp_shuffle`](Self::warp_shuffle).
    #[track_caller]
    pub fn shuffle<T: Word>(&self, value: T, source: i32) -> T {
        warp::warp_shfl(!0, value, source)
    }

    /// When the message in hand was sent, by the hybrid logical clock of who sent it, as
    /// [`Timestamp::packed`](crate::hlc::Timestamp::packed) gives it: numbers are ordered as times are, and `>> 16 << 16`
    /// is nanoseconds since the Unix epoch.
    ///
    /// For handlers whose attribute says `hlc`; others are refused.
    #[inline]
    #[must_use]
    pub fn message_time(&self) -> u64 {
        lane::message_time().packed()
    }

    /// A counter that goes up, as [`clock64`](memory::clock64) gives it.
    #[inline]
    #[must_use]
    pub fn now(&self) -> u64 {
        memory::clock64()
    }

    /// The same as [`now`](Self::now).
    #[inline]
    #[must_use]
    pub fn timestamp(&self) -> u64 {
        memory::clock64()
    }

    /// Waits for about so many nanoseconds, as [`nanosleep`](memory::nanosleep) does.
    #[inline]
    pub fn nanosleep(&self, nanoseconds: u32) {
        memory::nanosleep(nanoseconds);
    }

    /// Waits for every thread of the block.
    #[inline]
    pub fn sync_threads(&self) {
        sync::sync_threads();
    }

    /// The same as [`sync_threads`](Self::sync_threads).
    #[inline]
    pub fn synchronize(&self) {
        sync::sync_threads();
    }
}

impl Default for RingContext {
    fn default() -> Self {
        Self::new()
    }
}
