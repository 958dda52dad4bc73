//! Arrays in a device's memory.

use std::any::Any;
use std::marker::PhantomData;

use crate::backend::Memory;
use crate::error::Error;
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
        const { assert!(T::LAYOUT.size > 0, "elements of a buffer take memory") };
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

/// The values as the device lays them out; padding is 0.
///
/// # Errors
/// [`Error::OutOfMemory`] if they do not fit the host's memory.
pub(crate) fn encode<T: GpuType>(values: &[T]) -> Result<Vec<u8>, Error> {
    let size = T::LAYOUT.size;
    let mut bytes = vec![0; device_bytes::<T>(values.len())?];
    for (value, place) in values.iter().zip(bytes.chunks_exact_mut(size)) {
        value.encode(place);
    }
    Ok(bytes)
}

/// The values that the device laid out so.
///
/// # Errors
/// [`Error::NoValue`] if an enum names none of its variants.
pub(crate) fn decode<T: GpuType>(bytes: &[u8]) -> Result<Vec<T>, Error> {
    let values = bytes.chunks_exact(T::LAYOUT.size);
    if T::LAYOUT.has_gaps() && !values.clone().all(|value| T::LAYOUT.is_value(value)) {
        return Err(Error::NoValue {
            type_name: T::LAYOUT.name,
        });
    }
    Ok(values.map(T::decode).collect())
}

/// What `len` values take on the device.
///
/// # Errors
/// [`Error::OutOfMemory`] if the number is none of this machine's.
pub(crate) fn device_bytes<T: GpuType>(len: usize) -> Result<usize, Error> {
    let size = T::LAYOUT.size;
    size.checked_mul(len).ok_or(Error::OutOfMemory {
        bytes: u64::MAX,
        free: None,
    })
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
