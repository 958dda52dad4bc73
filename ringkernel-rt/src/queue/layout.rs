//! Memory that the host shares with an actor, and where a queue's words lie in it.
//!
//! Every access is a whole atomic word, the payload's too: the other side may be a device that rustc knows nothing of.

use std::mem::{offset_of, size_of};

use crate::abi::{rk_slot, RK_NARROW_BYTES};
use crate::error::Error;
use crate::sync::AtomicU64;

// Payloads and the fields of a slot are copied as little-endian words.
const _: () = assert!(cfg!(target_endian = "little"));

/// Queues lie at multiples of this, a line of the device's cache.
const LINE: usize = 128;

/// Narrow slots lie at multiples of this, a line of the processor's cache.
const NARROW_LINE: usize = 64;

/// What has lines of the cache for itself: two neighbours of 64 bytes, which some processors fetch together.
#[derive(Debug)]
#[repr(align(128))]
pub(super) struct Line<T>(pub(super) T);

/// Bytes of a slot that are fetched ahead, at most.
const PREFETCHED: usize = 256;

/// The most slots that a queue may have.
pub(crate) const MAX_CAPACITY: u32 = 1 << 20;

/// Whether messages carry the time of a hybrid logical clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Times {
    /// They do.
    Carried,
    /// They do not: the time of each is 0, and a narrow slot has no words for it.
    Absent,
}

/// How a message lies in its slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Words of 8 bytes, each with 4 bytes of content and the message's tag.
    Narrow(Times),
    /// `rk_slot`, then the payload.
    Wide,
}

impl Form {
    /// Bytes of content ahead of the payload: the time, and what pads it.
    #[inline]
    pub(super) const fn head(self) -> usize {
        match self {
            Self::Narrow(Times::Absent) => 0,
            Self::Narrow(Times::Carried) => {
                offset_of!(rk_slot, reserved) - offset_of!(rk_slot, time_physical)
            }
            Self::Wide => size_of::<rk_slot>() - offset_of!(rk_slot, time_physical),
        }
    }

    /// Bytes of content that travel as one.
    #[inline]
    pub(super) const fn piece(self) -> usize {
        match self {
            Self::Narrow(_) => size_of::<u32>(),
            Self::Wide => size_of::<u64>(),
        }
    }
}

/// What the type of a queue's messages decides: how they lie in their slots. Where it is a constant, the compiler knows how
/// many words a message has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Frame {
    form: Form,
    /// Bytes of a message.
    payload: usize,
}

impl Frame {
    /// Of an actor's messages of `message` bytes and replies of `reply` bytes.
    pub(crate) const fn pair(message: usize, reply: usize, times: Times) -> [Self; 2] {
        let most = if message < reply { reply } else { message };
        let form = if most <= RK_NARROW_BYTES as usize {
            Form::Narrow(times)
        } else {
            Form::Wide
        };
        [
            Self {
                form,
                payload: message,
            },
            Self {
                form,
                payload: reply,
            },
        ]
    }

    /// How messages lie in their slots.
    #[inline]
    pub(super) const fn form(self) -> Form {
        self.form
    }

    /// Bytes of a message.
    #[inline]
    pub(crate) const fn payload(self) -> usize {
        self.payload
    }

    /// Pieces of a message's content; one at least, which says that an empty message is there.
    #[inline]
    pub(super) const fn pieces(self) -> usize {
        let pieces = (self.form.head() + self.payload).div_ceil(self.form.piece());
        if pieces == 0 {
            1
        } else {
            pieces
        }
    }

    /// Bytes from one slot to the next.
    #[inline]
    pub(crate) const fn stride(self) -> usize {
        let (words, line) = match self.form {
            Form::Narrow(_) => (self.pieces(), NARROW_LINE),
            Form::Wide => (1 + self.pieces(), LINE),
        };
        (words * size_of::<u64>()).next_multiple_of(line)
    }
}

/// Sizes of a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    /// Slots; a power of two, so that a message's number gives its slot by a mask.
    capacity: u32,
    frame: Frame,
}

impl Shape {
    /// The queues of an actor, for `capacity` messages.
    ///
    /// # Errors
    /// [`Error::QueueCapacity`] unless the capacity is a power of two up to 2^20.
    pub(crate) fn pair(capacity: u32, frames: [Frame; 2]) -> Result<[Self; 2], Error> {
        if !capacity.is_power_of_two() || capacity > MAX_CAPACITY {
            return Err(Error::QueueCapacity {
                asked: capacity,
                limit: MAX_CAPACITY,
            });
        }
        Ok(frames.map(|frame| Self { capacity, frame }))
    }

    /// Slots.
    #[inline]
    pub(crate) fn capacity(self) -> u32 {
        self.capacity
    }

    /// How messages lie in their slots.
    #[inline]
    pub(crate) fn frame(self) -> Frame {
        self.frame
    }

    /// Bytes of the queue, whole lines.
    pub(crate) fn bytes(self) -> usize {
        let slots = (self.capacity as usize).saturating_mul(self.frame.stride());
        slots.checked_next_multiple_of(LINE).unwrap_or(usize::MAX)
    }
}

/// A queue in shared memory: words by their meaning. What depends on the messages' type takes its frame, which is the
/// shape's.
#[derive(Clone, Debug)]
pub(super) struct Queue {
    memory: Shared,
    shape: Shape,
}

impl Queue {
    /// # Panics
    /// If the memory is too short for the shape.
    pub(super) fn new(memory: Shared, shape: Shape) -> Self {
        assert!(memory.bytes() >= shape.bytes(), "the queue fits its memory");
        Self { memory, shape }
    }

    #[inline]
    pub(super) fn shape(&self) -> Shape {
        self.shape
    }

    /// The words of message `number` in a narrow slot.
    #[inline]
    pub(super) fn words(&self, frame: Frame, number: u64) -> &[AtomicU64] {
        self.memory.words(self.slot(frame, number), frame.pieces())
    }

    /// Has the processor fetch the first lines of message `number`, which nothing waits for.
    #[inline]
    pub(super) fn prefetch(&self, frame: Frame, number: u64) {
        let bytes = frame.stride().min(PREFETCHED);
        self.memory.prefetch(self.slot(frame, number), bytes);
    }

    /// `number + 1` once message `number` is complete in a wide slot.
    #[inline]
    pub(super) fn sequence(&self, frame: Frame, number: u64) -> &AtomicU64 {
        self.memory
            .u64(self.slot(frame, number) + offset_of!(rk_slot, sequence))
    }

    /// Reads what follows the sequence in a wide slot.
    #[inline]
    pub(super) fn read(&self, frame: Frame, number: u64) -> impl Iterator<Item = u64> + '_ {
        self.memory
            .read_all(self.content(frame, number), frame.pieces())
    }

    /// Writes the same, which the producer alone does.
    #[inline]
    pub(super) fn write(
        &self,
        frame: Frame,
        number: u64,
        words: impl ExactSizeIterator<Item = u64>,
    ) {
        debug_assert!(words.len() <= frame.pieces(), "the words lie in their slot");
        self.memory.write_all(self.content(frame, number), words);
    }

    #[inline]
    fn content(&self, frame: Frame, number: u64) -> usize {
        self.slot(frame, number) + offset_of!(rk_slot, sequence) + size_of::<u64>()
    }

    /// Where message `number` lies.
    #[inline]
    fn slot(&self, frame: Frame, number: u64) -> usize {
        debug_assert_eq!(frame, self.shape.frame);
        // The mask keeps the index below the capacity.
        (number & u64::from(self.shape.capacity - 1)) as usize * frame.stride()
    }
}

#[cfg(not(loom))]
pub(crate) use memory::Shared;
#[cfg(loom)]
pub(crate) use modelled::Shared;

#[cfg(not(loom))]
mod memory {
    use std::alloc::{self, Layout};
    use std::any::Any;
    use std::mem::{align_of, size_of};
    use std::ptr::NonNull;
    use std::slice;

    use super::LINE;
    use crate::error::Error;
    use crate::sync::{Arc, AtomicU32, AtomicU64, Ordering};

    /// Memory that the host shares with an actor. Clones share it; it lives as long as one of them.
    #[derive(Clone, Debug)]
    pub(crate) struct Shared {
        /// Aligned to 8 at least, and valid for `bytes` bytes while `_keep` lives. Used through atomics alone.
        base: NonNull<u8>,
        bytes: usize,
        _keep: Arc<dyn Any + Send + Sync>,
    }

    // SAFETY: the memory is used through atomics alone, and what keeps it alive may be sent and shared.
    unsafe impl Send for Shared {}
    // SAFETY: as for `Send`.
    unsafe impl Sync for Shared {}

    /// Owns memory of the heap.
    struct Heap {
        start: NonNull<u8>,
        layout: Layout,
    }

    // SAFETY: it is the memory's only owner and does nothing but free it.
    unsafe impl Send for Heap {}
    // SAFETY: a shared `Heap` does nothing.
    unsafe impl Sync for Heap {}

    impl Drop for Heap {
        fn drop(&mut self) {
            // SAFETY: `Shared::zeroed` has allocated it with this layout, and it is freed here alone.
            unsafe { alloc::dealloc(self.start.as_ptr(), self.layout) };
        }
    }

    impl Shared {
        /// Zeroed memory of the heap, of whole lines.
        ///
        /// # Errors
        /// [`Error::OutOfMemory`].
        pub(crate) fn zeroed(bytes: usize) -> Result<Self, Error> {
            let out = || Error::OutOfMemory {
                bytes: bytes as u64,
                free: None,
            };
            let whole = bytes.checked_next_multiple_of(LINE).ok_or_else(out)?;
            // With a line to spare instead of the lines' alignment, for which the allocator would write all the zeros.
            let size = whole.checked_add(LINE).ok_or_else(out)?;
            let layout = Layout::from_size_align(size, align_of::<u64>()).map_err(|_| out())?;
            // SAFETY: the size is not 0.
            let start = NonNull::new(unsafe { alloc::alloc_zeroed(layout) }).ok_or_else(out)?;
            let ahead = start.addr().get().wrapping_neg() % LINE;
            Ok(Self {
                // SAFETY: less than the line to spare.
                base: unsafe { start.add(ahead) },
                bytes: whole,
                _keep: Arc::new(Heap { start, layout }),
            })
        }

        /// The same, for tests.
        #[cfg(test)]
        pub(crate) fn heap(bytes: usize) -> Self {
            Self::zeroed(bytes).expect("there is so much memory")
        }

        /// Memory of somebody else, such as memory mapped into a GPU.
        ///
        /// # Safety
        /// - `base` is aligned to 8 and valid for reads and writes of `bytes` bytes, all initialised, until the last
        ///   clone of `keep` is dropped.
        /// - Until then all threads of this process use the memory through atomics of the size that the layout in
        ///   `abi.h` gives each word.
        pub(crate) unsafe fn foreign(
            base: NonNull<u8>,
            bytes: usize,
            keep: Arc<dyn Any + Send + Sync>,
        ) -> Self {
            assert!(base.as_ptr().cast::<u64>().is_aligned());
            Self {
                base,
                bytes,
                _keep: keep,
            }
        }

        /// The size.
        pub(crate) fn bytes(&self) -> usize {
            self.bytes
        }

        /// The word of 4 bytes at `offset`.
        pub(crate) fn u32(&self, offset: usize) -> &AtomicU32 {
            let word = self.at(offset, size_of::<u32>(), align_of::<u32>());
            // SAFETY: `at` gives an aligned word inside the memory, which `self` keeps alive; it is used through
            // atomics alone.
            unsafe { AtomicU32::from_ptr(word.cast().as_ptr()) }
        }

        /// The word of 8 bytes at `offset`.
        #[inline]
        pub(crate) fn u64(&self, offset: usize) -> &AtomicU64 {
            let word = self.at(offset, size_of::<u64>(), align_of::<u64>());
            // SAFETY: as in `u32`.
            unsafe { AtomicU64::from_ptr(word.cast().as_ptr()) }
        }

        /// The `count` words of 8 bytes from `offset` on.
        #[inline]
        pub(crate) fn words(&self, offset: usize, count: usize) -> &[AtomicU64] {
            let size = count * size_of::<u64>();
            let first = self.at(offset, size, align_of::<u64>());
            // SAFETY: `at` gives aligned memory with room for so many words, which `self` keeps alive, and which is
            // initialised (`foreign`, `heap`) and used through atomics alone.
            unsafe { slice::from_raw_parts(first.cast().as_ptr(), count) }
        }

        /// Has the processor fetch what lies in `bytes` bytes from `offset` on, which nothing waits for.
        #[inline]
        pub(crate) fn prefetch(&self, offset: usize, bytes: usize) {
            let first = self.at(offset, bytes, align_of::<u64>());
            #[cfg(target_arch = "x86_64")]
            for line in (0..bytes).step_by(64) {
                use std::arch::x86_64::{_mm_prefetch, _MM_HINT_T0};
                // SAFETY: a hint, which reads nothing as far as the program can see; every x86-64 has it.
                unsafe { _mm_prefetch::<_MM_HINT_T0>(first.as_ptr().wrapping_add(line).cast()) };
            }
            #[cfg(not(target_arch = "x86_64"))]
            let _ = first;
        }

        /// Reads a word whose value another word has published.
        #[inline]
        pub(crate) fn read(&self, offset: usize) -> u64 {
            // Relaxed: the other word orders it.
            self.u64(offset).load(Ordering::Relaxed)
        }

        /// [`read`](Self::read) for `count` words from `offset` on.
        #[inline]
        pub(crate) fn read_all(
            &self,
            offset: usize,
            count: usize,
        ) -> impl Iterator<Item = u64> + '_ {
            // Relaxed: as in `read`.
            self.words(offset, count)
                .iter()
                .map(|word| word.load(Ordering::Relaxed))
        }

        /// Writes a word whose value another word will publish.
        #[inline]
        pub(crate) fn write(&self, offset: usize, word: u64) {
            // Relaxed: as in `read`.
            self.u64(offset).store(word, Ordering::Relaxed);
        }

        /// [`write`](Self::write) for words from `offset` on.
        #[inline]
        pub(crate) fn write_all(&self, offset: usize, values: impl ExactSizeIterator<Item = u64>) {
            for (word, value) in self.words(offset, values.len()).iter().zip(values) {
                // Relaxed: as in `read`.
                word.store(value, Ordering::Relaxed);
            }
        }

        #[inline]
        fn at(&self, offset: usize, size: usize, align: usize) -> NonNull<u8> {
            assert!(
                offset.is_multiple_of(align) && offset < self.bytes && size <= self.bytes - offset
            );
            // SAFETY: `offset` was just seen to lie inside the memory.
            unsafe { self.base.add(offset) }
        }
    }
}

/// The same memory as the loom checker models it.
#[cfg(loom)]
mod modelled {
    use std::any::Any;
    use std::ptr::NonNull;

    use loom::cell::UnsafeCell;

    use crate::sync::{Arc, AtomicU32, AtomicU64};

    /// Every 8 bytes of it have all three, of which they are used as one alone.
    #[derive(Debug)]
    struct Words {
        halves: Vec<[AtomicU32; 2]>,
        wholes: Vec<AtomicU64>,
        /// Words that another word publishes: loom then reports any use at the same time as a write.
        contents: Vec<UnsafeCell<u64>>,
    }

    #[derive(Clone, Debug)]
    pub(crate) struct Shared {
        words: Arc<Words>,
    }

    // SAFETY: loom checks the uses of the cells.
    unsafe impl Send for Shared {}
    // SAFETY: as for `Send`.
    unsafe impl Sync for Shared {}

    impl Shared {
        pub(crate) fn zeroed(bytes: usize) -> Result<Self, crate::error::Error> {
            Ok(Self::heap(bytes))
        }

        pub(crate) fn heap(bytes: usize) -> Self {
            let all = 0..bytes.div_ceil(8);
            let half = || AtomicU32::new(0);
            Self {
                words: Arc::new(Words {
                    halves: all.clone().map(|_| [half(), half()]).collect(),
                    wholes: all.clone().map(|_| AtomicU64::new(0)).collect(),
                    contents: all.map(|_| UnsafeCell::new(0)).collect(),
                }),
            }
        }

        /// The checker knows no other memory than its own.
        ///
        /// # Safety
        /// As outside the checker.
        pub(crate) unsafe fn foreign(
            _base: NonNull<u8>,
            _bytes: usize,
            _keep: std::sync::Arc<dyn Any + Send + Sync>,
        ) -> Self {
            unreachable!("the checker runs no device")
        }

        pub(crate) fn bytes(&self) -> usize {
            self.words.wholes.len() * 8
        }

        pub(crate) fn u32(&self, offset: usize) -> &AtomicU32 {
            &self.words.halves[offset / 8][offset % 8 / 4]
        }

        pub(crate) fn u64(&self, offset: usize) -> &AtomicU64 {
            &self.words.wholes[offset / 8]
        }

        pub(crate) fn words(&self, offset: usize, count: usize) -> &[AtomicU64] {
            &self.words.wholes[offset / 8..][..count]
        }

        #[expect(clippy::unused_self, reason = "as outside the checker")]
        pub(crate) fn prefetch(&self, _offset: usize, _bytes: usize) {}

        pub(crate) fn read(&self, offset: usize) -> u64 {
            // SAFETY: loom fails the test when another thread writes meanwhile.
            self.words.contents[offset / 8].with(|word| unsafe { *word })
        }

        pub(crate) fn read_all(
            &self,
            offset: usize,
            count: usize,
        ) -> impl Iterator<Item = u64> + '_ {
            (0..count).map(move |index| self.read(offset + index * 8))
        }

        pub(crate) fn write(&self, offset: usize, value: u64) {
            // SAFETY: loom fails the test when another thread reads or writes meanwhile.
            self.words.contents[offset / 8].with_mut(|word| unsafe { *word = value });
        }

        pub(crate) fn write_all(&self, offset: usize, values: impl ExactSizeIterator<Item = u64>) {
            for (index, value) in values.enumerate() {
                self.write(offset + index * 8, value);
            }
        }
    }
}
