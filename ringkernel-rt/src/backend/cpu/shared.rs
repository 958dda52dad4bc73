//! Shared memory of the block that the calling thread runs.
//!
//! An array comes into being, all zero, when the block's first thread asks for it. Nobody can have written before, so
//! this cannot be told from an array that was zero when the block began, which is what a GPU has.

use std::alloc::{self, Layout};
use std::cell::RefCell;
use std::ptr::NonNull;

use super::lane::Lengths;
use crate::layout::GpuType;

/// Which array of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    /// By its place in the text, and its type where the text is generic.
    Static(usize, &'static str),
    /// By its number among the kernel's dynamic arrays.
    Dynamic(usize),
}

/// The arrays of one block.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    arrays: Vec<Array>,
    /// Elements of its dynamic arrays.
    lengths: Lengths,
}

impl Memory {
    /// No array yet; dynamic ones will have these lengths.
    pub(super) fn new(lengths: Lengths) -> Self {
        Self {
            arrays: Vec::new(),
            lengths,
        }
    }
}

#[derive(Debug)]
struct Array {
    key: Key,
    data: NonNull<u8>,
    layout: Layout,
    len: usize,
}

impl Drop for Array {
    fn drop(&mut self) {
        if self.layout.size() != 0 {
            // SAFETY: `zeroed` allocated it with this layout. The block has ended, and with it all views.
            unsafe { alloc::dealloc(self.data.as_ptr(), self.layout) };
        }
    }
}

impl Array {
    fn zeroed<T: GpuType>(key: Key, len: usize) -> Self {
        let layout = Layout::array::<T>(len).expect("the launch has checked the length");
        let data = if layout.size() == 0 {
            NonNull::<T>::dangling().cast()
        } else {
            // SAFETY: the layout's size is not 0.
            let data = unsafe { alloc::alloc(layout) };
            NonNull::new(data).unwrap_or_else(|| alloc::handle_alloc_error(layout))
        };
        let zero = T::zeroed();
        for i in 0..len {
            // SAFETY: `i < len`, for which the layout has room, aligned for `T`.
            unsafe { data.cast::<T>().add(i).write(zero) };
        }
        Self {
            key,
            data,
            layout,
            len,
        }
    }
}

thread_local! {
    static MEMORY: RefCell<Memory> = RefCell::default();
}

/// Exchanges the arrays of the block that runs with those of another.
pub(super) fn swap(memory: &mut Memory) {
    MEMORY.with_borrow_mut(|running| std::mem::swap(running, memory));
}

/// The array of `len` elements that the running block has under a key. `T` is the same for all who ask with that key.
pub(crate) fn array<T: GpuType>(key: Key, len: usize) -> (NonNull<T>, usize) {
    MEMORY.with_borrow_mut(|memory| {
        let known = memory.arrays.iter().position(|array| array.key == key);
        let at = known.unwrap_or_else(|| {
            memory.arrays.push(Array::zeroed::<T>(key, len));
            memory.arrays.len() - 1
        });
        let array = &memory.arrays[at];
        (array.data.cast(), array.len)
    })
}

/// The length that the launch gave the dynamic array of this number.
pub(crate) fn length(number: usize) -> Option<usize> {
    MEMORY.with_borrow(|memory| memory.lengths.as_slice().get(number).copied())
}
