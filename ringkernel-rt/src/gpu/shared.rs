//! Arrays in shared memory: what `shared!` is on the CPU.
//!
//! Each block has its own, all zero when it begins.

use super::view::{RefMut, SliceMut};
use crate::backend::cpu::shared::{self, Key};
use crate::layout::GpuType;

/// Declares memory that the threads of a block share, zero when the block begins.
///
/// `let t = shared!([[f32; 16]; 16]);` acts as a `&mut [[f32; 16]; 16]` to one array of the block; each `shared!` in the
/// text is one array. `shared!([f32])` acts as a `&mut [f32]` whose length the launch gives:
/// [`Launch::shared`](crate::launch::Launch::shared). Threads see what others wrote after a barrier.
///
/// It is written in kernels and device functions, whose macros replace it.
#[macro_export]
macro_rules! shared {
    ($($ty:tt)*) => {
        ::core::compile_error!("`shared!` stands only in kernels and device functions")
    };
}

/// The place in the text of one `shared!`.
#[doc(hidden)]
#[derive(Debug)]
pub struct Place {
    _byte: u8,
}

impl Place {
    /// A static of it has an address of its own.
    #[must_use]
    pub const fn new() -> Self {
        Self { _byte: 0 }
    }
}

impl Default for Place {
    fn default() -> Self {
        Self::new()
    }
}

/// The block's array for a place. Only code of the macros calls it.
#[doc(hidden)]
#[must_use]
pub fn __value<'a, T: GpuType>(place: &'static Place) -> RefMut<'a, T> {
    let key = Key::Static(std::ptr::from_ref(place).addr(), std::any::type_name::<T>());
    let (value, _) = shared::array::<T>(key, 1);
    // SAFETY: the array lives until the block ends, which no lane outlives; it is zeroed and aligned, and only lanes of
    // the block, which share an OS thread, know it.
    unsafe { RefMut::new(value.as_ptr()) }
}

/// The block's dynamic array of this number. Only code of the macros calls it.
///
/// # Panics
/// If the launch gave it no length, which is checked before.
#[doc(hidden)]
#[must_use]
pub fn __slice<'a, T: GpuType>(number: usize) -> SliceMut<'a, T> {
    let len = shared::length(number).expect("the launch gives each dynamic array a length");
    let (data, len) = shared::array::<T>(Key::Dynamic(number), len);
    // SAFETY: as in `__value`, for `len` elements.
    unsafe { SliceMut::new(data.as_ptr(), len) }
}
