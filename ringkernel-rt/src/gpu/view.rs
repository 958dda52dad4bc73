//! Views: what `&[T]`, `&mut [T]` and `&mut T` parameters of a kernel are on the CPU.
//!
//! A view is a copyable raw pointer that acts as the reference it stands for. All lanes of a block hold the same view,
//! which real references would forbid; rustc reloads through it after every barrier.
//!
//! Invariants, upheld by the unsafe constructors' callers: the memory is alive and holds initialised values for the
//! view's lifetime, and another OS thread writes an element only while no lane of this thread uses it. Lanes of one
//! block share an OS thread and switch only at barriers, so between two barriers a reference made by indexing is alone.
//!
//! What the compiler does not check: a view is `Copy` and gives `&mut`, so safe code that copies one by hand can hold
//! two `&mut` to one value. The macros' code makes a reference of a view only for the place that is read or written, or
//! for a `&T` argument; a kernel that passes one value to a device function twice, which rustc would refuse for
//! references, is not refused here. Views cannot be made outside this crate but by the hidden `RefMut::__of`, which
//! must be callable without `unsafe` because the macros' code has to compile where `unsafe_code` is forbidden. Who
//! calls it, or implements a kernel's trait by hand, takes the macros' place and their duty. A `RefMut` stays on its
//! thread, so none of this is a data race.

use std::marker::PhantomData;
use std::ops::{Deref, DerefMut, Index, IndexMut};

use crate::backend::cpu::fault;
use crate::error::FaultKind;

/// What `&[T]` is in a kernel on the CPU.
#[derive(Debug)]
pub struct Slice<'a, T> {
    pointer: *const T,
    len: usize,
    marker: PhantomData<&'a [T]>,
}

/// What `&mut [T]` is in a kernel on the CPU. The threads of a grid share it.
#[derive(Debug)]
pub struct SliceMut<'a, T> {
    pointer: *mut T,
    len: usize,
    marker: PhantomData<&'a mut [T]>,
}

/// What `&mut T` is in a kernel on the CPU. The threads of a block share it; other OS threads do not:
///
/// ```compile_fail,E0277
/// fn sent<T: Send>() {}
/// sent::<ringkernel_rt::gpu::RefMut<'static, u32>>();
/// ```
#[derive(Debug)]
pub struct RefMut<'a, T> {
    pointer: *mut T,
    marker: PhantomData<&'a mut T>,
}

impl<'a, T> Slice<'a, T> {
    /// A view of `len` values from `pointer`.
    ///
    /// # Safety
    /// - For `'a`, `pointer` is aligned and the memory of `len` values behind it is alive and initialised.
    /// - While a thread uses an element through the view, no other OS thread writes it.
    pub(crate) unsafe fn new(pointer: *const T, len: usize) -> Self {
        Self {
            pointer,
            len,
            marker: PhantomData,
        }
    }

    /// The view that stands for a slice: only code of the macros calls it.
    #[doc(hidden)]
    #[inline(always)]
    #[must_use]
    pub fn __of(values: &'a [T]) -> Self {
        Self {
            pointer: values.as_ptr(),
            len: values.len(),
            marker: PhantomData,
        }
    }

    /// All elements by one reference.
    #[inline(always)]
    pub(super) fn to_shared(self) -> &'a [T] {
        // SAFETY: `new` was promised aligned, living, initialised memory of `len` elements, which nobody writes while
        // this thread uses them.
        unsafe { std::slice::from_raw_parts(self.pointer, self.len) }
    }

    /// The elements `start..end`, which exist.
    #[inline(always)]
    pub(super) fn within(self, start: usize, end: usize) -> Self {
        debug_assert!(start <= end && end <= self.len, "the part was checked");
        Self {
            // Within or one past the memory that `new` was promised; nothing is read here.
            pointer: self.pointer.wrapping_add(start),
            len: end - start,
            marker: PhantomData,
        }
    }

    /// The number of elements.
    #[inline]
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no elements.
    #[inline]
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The element that `slice[index]` is; the lane stops with a fault if there is none.
    #[doc(hidden)]
    #[inline(always)]
    #[must_use]
    #[track_caller]
    pub fn at(self, index: usize) -> &'a T {
        check_index(index, self.len);
        // SAFETY: `index < len`, so the element lies in the memory that `new` was promised.
        let element = unsafe { self.pointer.add(index) };
        // SAFETY: `new` was promised an aligned, living, initialised element that nobody writes meanwhile.
        unsafe { &*element }
    }
}

impl<T: Copy> Slice<'_, T> {
    /// The value of an element.
    ///
    /// # Safety
    /// There is one at `index`.
    #[inline(always)]
    pub(super) unsafe fn unchecked(self, index: usize) -> T {
        debug_assert!(index < self.len, "the caller's promise");
        // SAFETY: the element lies in the memory that `new` was promised.
        let element = unsafe { self.pointer.add(index) };
        // SAFETY: `new` was promised an aligned, living, initialised element that nobody writes meanwhile.
        unsafe { *element }
    }
}

impl<'a, T> SliceMut<'a, T> {
    /// A view of `len` values from `pointer`.
    ///
    /// # Safety
    /// - For `'a`, `pointer` is aligned and the memory of `len` values behind it is alive, initialised and writable.
    /// - While a thread uses an element through the view, no other OS thread uses it.
    pub(crate) unsafe fn new(pointer: *mut T, len: usize) -> Self {
        Self {
            pointer,
            len,
            marker: PhantomData,
        }
    }

    /// The view that stands for a slice: only code of the macros calls it.
    #[doc(hidden)]
    #[inline(always)]
    #[must_use]
    pub fn __of(values: &'a mut [T]) -> Self {
        Self {
            pointer: values.as_mut_ptr(),
            len: values.len(),
            marker: PhantomData,
        }
    }

    /// All elements by one exclusive reference.
    #[inline(always)]
    pub(super) fn to_exclusive(self) -> &'a mut [T] {
        // SAFETY: `new` was promised aligned, living, initialised, writable memory of `len` elements, which no other OS
        // thread uses meanwhile; lanes of this thread switch only at barriers, which the front end lets no reference
        // cross.
        unsafe { std::slice::from_raw_parts_mut(self.pointer, self.len) }
    }

    /// The elements `start..end`, which exist.
    #[inline(always)]
    pub(super) fn within(self, start: usize, end: usize) -> Self {
        debug_assert!(start <= end && end <= self.len, "the part was checked");
        Self {
            // Within or one past the memory that `new` was promised; nothing is read here.
            pointer: self.pointer.wrapping_add(start),
            len: end - start,
            marker: PhantomData,
        }
    }

    /// The number of elements.
    #[inline]
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no elements.
    #[inline]
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The element that `slice[index]` is; the lane stops with a fault if there is none.
    #[doc(hidden)]
    #[inline(always)]
    #[must_use]
    #[track_caller]
    pub fn at(self, index: usize) -> &'a mut T {
        check_index(index, self.len);
        // SAFETY: `index < len`, so the element lies in the memory that `new` was promised.
        let element = unsafe { self.pointer.add(index) };
        // SAFETY: `new` was promised an aligned, living, initialised, writable element that no other OS thread uses
        // meanwhile; lanes of this thread switch only at barriers, which the front end lets no reference cross.
        unsafe { &mut *element }
    }
}

impl<'a, T> RefMut<'a, T> {
    /// A view of the value at `pointer`.
    ///
    /// # Safety
    /// - For `'a`, `pointer` is aligned and the value behind it is alive, initialised and writable.
    /// - No other OS thread uses it.
    pub(crate) unsafe fn new(pointer: *mut T) -> Self {
        Self {
            pointer,
            marker: PhantomData,
        }
    }

    /// The view that stands for `value`: the argument of a device function. Only code of the macros calls it; see the
    /// module about what that code keeps to.
    #[doc(hidden)]
    #[inline(always)]
    #[must_use]
    pub fn __of(value: &'a mut T) -> Self {
        Self {
            pointer: value,
            marker: PhantomData,
        }
    }

    /// Where the value is.
    pub(crate) fn pointer(self) -> *mut T {
        self.pointer
    }

    /// The value as a place, to be used before the lane waits. Only code of the macros calls it.
    #[doc(hidden)]
    #[inline(always)]
    #[must_use]
    pub fn __place(self) -> &'a mut T {
        self.to_exclusive()
    }

    /// The value as a shared reference, for a device function that takes one.
    #[inline(always)]
    #[must_use]
    pub fn to_shared(self) -> &'a T {
        // SAFETY: as in `deref`, for all of the view's lifetime.
        unsafe { &*self.pointer }
    }

    /// The value as an exclusive reference, for a method that takes `&mut self`.
    #[inline(always)]
    pub(super) fn to_exclusive(self) -> &'a mut T {
        // SAFETY: as in `deref`, for all of the view's lifetime; and it is writable. The macros' code makes one only
        // for the length of a call.
        unsafe { &mut *self.pointer }
    }
}

#[inline(always)]
#[track_caller]
fn check_index(index: usize, len: usize) {
    if index >= len {
        fault::raise(FaultKind::Index {
            index: index as u64,
            len: len as u64,
        });
    }
}

impl<T> Index<usize> for Slice<'_, T> {
    type Output = T;

    #[inline(always)]
    #[track_caller]
    fn index(&self, index: usize) -> &T {
        self.at(index)
    }
}

impl<T> Index<usize> for SliceMut<'_, T> {
    type Output = T;

    #[inline(always)]
    #[track_caller]
    fn index(&self, index: usize) -> &T {
        self.at(index)
    }
}

impl<T> IndexMut<usize> for SliceMut<'_, T> {
    #[inline(always)]
    #[track_caller]
    fn index_mut(&mut self, index: usize) -> &mut T {
        self.at(index)
    }
}

impl<T> Deref for RefMut<'_, T> {
    type Target = T;

    #[inline(always)]
    fn deref(&self) -> &T {
        // SAFETY: the `&mut T` it was made of was an aligned, living, initialised value of one owner;
        // lanes of this thread switch only at barriers, which the front end lets no reference cross.
        unsafe { &*self.pointer }
    }
}

impl<T> DerefMut for RefMut<'_, T> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: as in `deref`; and it is writable.
        unsafe { &mut *self.pointer }
    }
}

impl<'a, T> From<SliceMut<'a, T>> for Slice<'a, T> {
    #[inline(always)]
    fn from(slice: SliceMut<'a, T>) -> Self {
        Self {
            pointer: slice.pointer,
            len: slice.len,
            marker: PhantomData,
        }
    }
}

macro_rules! copy {
    ($($view:ident)*) => {$(
        impl<T> Clone for $view<'_, T> {
            #[inline(always)]
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<T> Copy for $view<'_, T> {}
    )*};
}

copy!(Slice SliceMut RefMut);

macro_rules! share {
    ($($view:ident)*) => {$(
        /// Blocks of a grid run on several threads.
        // SAFETY: the value is a pointer to memory that is alive for the lifetime on every thread, and whoever made
        // the view promised that threads do not use an element while another writes it; `T` itself may be shared.
        unsafe impl<T: Send + Sync> Send for $view<'_, T> {}

        /// Blocks of a grid run on several threads.
        // SAFETY: as for `Send`; the view itself is never changed.
        unsafe impl<T: Send + Sync> Sync for $view<'_, T> {}
    )*};
}

share!(Slice SliceMut);
