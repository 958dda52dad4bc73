//! Fences, hints to the caches, and the clock.

use std::sync::atomic::{fence, Ordering};
use std::sync::LazyLock;
use std::time::Instant;

use super::number::Number;
use super::view::RefMut;

/// What this thread wrote before is seen by the GPU's threads before what it writes after.
#[inline]
pub fn thread_fence() {
    fence(Ordering::SeqCst);
}

/// What this thread wrote before is seen by the block's threads before what it writes after.
#[inline]
pub fn thread_fence_block() {
    fence(Ordering::SeqCst);
}

/// What this thread wrote before is seen by all GPUs' threads and the host before what it writes after.
#[inline]
pub fn thread_fence_system() {
    fence(Ordering::SeqCst);
}

/// Reads through the read-only cache what nobody writes while the kernel runs: an element of a `&[T]` that a `#[kernel]`
/// takes, or a part of one. Of what may be written it is refused; what a `#[device]` function or a variable refers to is
/// read as without it.
#[inline]
#[must_use]
pub fn ldg<T: Number>(place: &T) -> T {
    *place
}

/// The same as [`ldg`].
#[inline]
#[must_use]
pub fn load_global<T: Number>(place: &T) -> T {
    *place
}

/// Reads what is used once, so that it does not drive out of the caches what is used again.
#[inline]
#[must_use]
pub fn load_streaming<T: Number>(place: &T) -> T {
    *place
}

/// Writes what is not used again soon, so that it does not drive out of the caches what is.
#[inline]
pub fn store_streaming<T: Number>(mut place: RefMut<'_, T>, value: T) {
    *place = value;
}

/// Asks for memory to be brought near, as far as the first cache.
#[inline]
pub fn prefetch_l1<T: Number>(place: &T) {
    let _: &T = place;
}

/// Asks for memory to be brought near, as far as the second cache.
#[inline]
pub fn prefetch_l2<T: Number>(place: &T) {
    let _: &T = place;
}

static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// The lower half of [`clock64`].
#[inline]
#[must_use]
pub fn clock() -> u32 {
    clock64() as u32
}

/// A counter that goes up: on the GPU cycles of the thread's multiprocessor, on the CPU nanoseconds.
#[inline]
#[must_use]
pub fn clock64() -> u64 {
    START.elapsed().as_nanos() as u64
}

/// Waits for about so many nanoseconds, at most twice as long and maybe not at all.
#[inline]
pub fn nanosleep(_nanoseconds: u32) {
    std::thread::yield_now();
}
