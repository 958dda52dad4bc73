//! Memory of the CPU device: an array of plain values whose type is known at run time.
//!
//! Only jobs touch its contents, and the device runs one job at a time ([`Worker`](super::worker::Worker)). The methods
//! that read and write are unsafe, because they cannot see that they are called from a job of the right device.

use std::alloc::{self, Layout};
use std::any::TypeId;
use std::ptr::NonNull;
use std::slice;
use std::sync::Arc;

use crate::budget::Grant;
use crate::error::Error;
use crate::gpu::{Slice, SliceMut};
use crate::layout::GpuType;

/// Tells devices apart: memory belongs to the device whose mark it has.
#[derive(Clone, Debug, Default)]
pub(crate) struct Home(Arc<()>);

/// An array of values of one [`GpuType`].
#[derive(Debug)]
pub struct Memory {
    home: Home,
    /// Aligned for the element; dangling when `layout` is of size 0. All `len` elements are initialised.
    data: NonNull<u8>,
    layout: Layout,
    len: usize,
    element: TypeId,
    /// What the runtime has granted for it.
    _grant: Option<Grant>,
}

// SAFETY: the contents are plain values that may move between threads (`GpuType: Send`); the memory is owned.
unsafe impl Send for Memory {}
// SAFETY: safe methods read only the fields, which never change; the others make the caller rule out races.
unsafe impl Sync for Memory {}

impl Memory {
    /// A copy of the values.
    pub(crate) fn of<T: GpuType>(home: &Home, values: &[T]) -> Result<Self, Error> {
        let memory = Self::room::<T>(home, values.len())?;
        // SAFETY: `room` made place for `values.len()` elements of `T`, which nobody else knows yet.
        unsafe {
            memory
                .data
                .cast::<T>()
                .copy_from_nonoverlapping(NonNull::from(values).cast(), values.len());
        }
        Ok(memory)
    }

    /// `len` values of which each byte on the device is zero.
    pub(crate) fn zeroed<T: GpuType>(home: &Home, len: usize) -> Result<Self, Error> {
        let memory = Self::room::<T>(home, len)?;
        let zero = T::zeroed();
        for i in 0..len {
            // SAFETY: `i < len`, for which `room` made place.
            let element = unsafe { memory.data.cast::<T>().add(i) };
            // SAFETY: the place is aligned, writable, and nobody else knows it yet.
            unsafe { element.write(zero) };
        }
        Ok(memory)
    }

    /// Memory for `len` elements; the caller initialises all of them.
    fn room<T: GpuType>(home: &Home, len: usize) -> Result<Self, Error> {
        let out_of_memory = || Error::OutOfMemory {
            bytes: (size_of::<T>() as u64).saturating_mul(len as u64),
            free: None,
        };
        let layout = Layout::array::<T>(len).map_err(|_| out_of_memory())?;
        let data = if layout.size() == 0 {
            NonNull::<T>::dangling().cast()
        } else {
            // SAFETY: the layout's size is not 0.
            let data = unsafe { alloc::alloc(layout) };
            NonNull::new(data).ok_or_else(out_of_memory)?
        };
        Ok(Self {
            home: home.clone(),
            data,
            layout,
            len,
            element: TypeId::of::<T>(),
            _grant: None,
        })
    }

    /// Gives a grant back when the memory is freed.
    pub(crate) fn charged(mut self, grant: Grant) -> Self {
        self._grant = Some(grant);
        self
    }

    /// Whether the device with this mark owns it.
    pub(crate) fn is_of(&self, home: &Home) -> bool {
        Arc::ptr_eq(&self.home.0, &home.0)
    }

    /// # Panics
    /// If the memory holds another type: buffers and fields are typed, so a caller mixed them up.
    fn check_type<T: GpuType>(&self) {
        assert!(
            self.element == TypeId::of::<T>(),
            "the memory holds another type than the kernel's parameter"
        );
    }

    /// The values.
    ///
    /// # Safety
    /// No other thread writes the memory meanwhile.
    pub(crate) unsafe fn read<T: GpuType>(&self) -> Vec<T> {
        self.check_type::<T>();
        // SAFETY: the memory holds `len` initialised elements of `T`; the caller rules out writers.
        unsafe { slice::from_raw_parts(self.data.cast::<T>().as_ptr(), self.len) }.to_vec()
    }

    /// Overwrites all values.
    ///
    /// # Safety
    /// No other thread uses the memory meanwhile.
    ///
    /// # Panics
    /// If the lengths differ.
    pub(crate) unsafe fn write<T: GpuType>(&self, values: &[T]) {
        self.check_type::<T>();
        assert_eq!(values.len(), self.len, "checked by the caller");
        // SAFETY: the memory holds `len` elements of `T`; the caller rules out other users, so it is not `values`.
        unsafe {
            self.data
                .cast::<T>()
                .copy_from_nonoverlapping(NonNull::from(values).cast(), self.len);
        }
    }

    /// What `&[T]` is in a kernel.
    ///
    /// # Safety
    /// While a lane uses an element through the view, no other thread writes it.
    pub(crate) unsafe fn view<T: GpuType>(&self) -> Slice<'_, T> {
        self.check_type::<T>();
        // SAFETY: the memory is aligned, lives as long as the borrow, and is initialised; the rest is the caller's.
        unsafe { Slice::new(self.data.cast::<T>().as_ptr(), self.len) }
    }

    /// What `&mut [T]` is in a kernel.
    ///
    /// # Safety
    /// While a lane uses an element through the view, no other thread uses it.
    pub(crate) unsafe fn view_mut<T: GpuType>(&self) -> SliceMut<'_, T> {
        self.check_type::<T>();
        // SAFETY: the memory is aligned, lives as long as the borrow, and is initialised; the rest is the caller's.
        unsafe { SliceMut::new(self.data.cast::<T>().as_ptr(), self.len) }
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        if self.layout.size() != 0 {
            // SAFETY: `room` allocated `data` with this layout; views and jobs borrow or share the memory, so none
            // is left. The elements are `Copy` and need no drop.
            unsafe { alloc::dealloc(self.data.as_ptr(), self.layout) };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_kept() {
        let memory = Memory::of(&Home::default(), &[1.0_f32, 2.0]).unwrap();
        // SAFETY: no other thread knows the memory.
        unsafe {
            memory.write(&[3.0_f32, 4.0]);
            let mut view = memory.view_mut::<f32>();
            view[1] += memory.view::<f32>()[0];
            assert_eq!(memory.read::<f32>(), [3.0, 7.0]);
        }
    }

    #[test]
    fn empty_memory_is_legal() {
        let memory = Memory::zeroed::<u64>(&Home::default(), 0).unwrap();
        // SAFETY: no other thread knows the memory.
        assert!(unsafe { memory.read::<u64>() }.is_empty());
    }

    #[test]
    fn too_much_memory_is_an_error() {
        assert_eq!(
            Memory::zeroed::<u64>(&Home::default(), usize::MAX).unwrap_err(),
            Error::OutOfMemory {
                bytes: u64::MAX,
                free: None
            }
        );
    }

    #[test]
    #[should_panic(expected = "another type")]
    fn memory_of_another_type_is_refused() {
        let memory = Memory::of(&Home::default(), &[1.0_f32]).unwrap();
        // SAFETY: no other thread knows the memory.
        unsafe { memory.view::<u32>() };
    }
}
