//! Arrays in a device's memory.

use std::any::Any;
use std::marker::PhantomData;

use crate::backend::Memory;
use crate::layout::GpuType;

/// An array of `len` values in the memory of the device that a [`RingKernel`](crate::runtime::RingKernel) drives.
///
/// Make it with [`upload`](crate::runtime::RingKernel::upload) or [`zeroed`](crate::runtime::RingKernel::zeroed), read
/// it with [`download`](crate::runtime::RingKernel::download). All uses happen in the order they were asked for.
#[derive(Debug)]
pub struct Buffer<T> {
    memory: Memory,
    len: usize,
    marker: PhantomData<T>,
}

impl<T: GpuType> Buffer<T> {
    /// Wraps memory that holds `len` values of `T`.
    pub(crate) fn new(memory: Memory, len: usize) -> Self {
        Self {
            memory,
            len,
            marker: PhantomData,
        }
    }

    /// The number of elements.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no elements.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub(crate) fn memory(&self) -> &Memory {
        &self.memory
    }
}

/// A [`Buffer`] of any type: a stencil holds its fields as these.
pub(crate) trait AnyBuffer: Any + Send + Sync {
    /// Its memory.
    fn memory(&self) -> &Memory;
    /// The number of elements.
    fn len(&self) -> usize;
}

impl<T: GpuType> AnyBuffer for Buffer<T> {
    fn memory(&self) -> &Memory {
        &self.memory
    }

    fn len(&self) -> usize {
        self.len
    }
}
