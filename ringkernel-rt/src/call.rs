//! A kernel with its arguments, ready to be launched.

use std::any::Any;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::backend::{cpu, cuda, Memory};
use crate::buffer::Buffer;
use crate::error::Error;
use crate::layout::GpuType;

/// A kernel `K` and its arguments, made by the handle's `args`: `saxpy::args(&x, &mut y, 2.0, n)`.
///
/// It borrows the buffers, so the compiler sees what a launch reads and writes.
#[must_use = "a call does nothing until it is given to `RingKernel::run`"]
pub struct Call<'a, K> {
    pub(crate) arguments: Vec<Argument>,
    buffers: PhantomData<&'a mut ()>,
    kernel: PhantomData<fn() -> K>,
}

/// A parameter's value, for every back end.
pub(crate) enum Argument {
    /// `&[T]`.
    Slice { memory: Memory, len: usize },
    /// `&mut [T]`. Its memory stands at no second position: `Call` holds the exclusive borrow of its buffer.
    SliceMut { memory: Memory, len: usize },
    /// A scalar or struct: as rustc lays it out, and as the device does.
    Value {
        value: Arc<dyn Any + Send + Sync>,
        bytes: Vec<u8>,
    },
}

impl Argument {
    /// For the CPU device.
    pub(crate) fn into_cpu(self) -> Result<cpu::Argument, Error> {
        Ok(match self {
            Self::Slice { memory, .. } => cpu::Argument::Slice(memory.into_cpu()?),
            Self::SliceMut { memory, .. } => cpu::Argument::SliceMut(memory.into_cpu()?),
            Self::Value { value, .. } => cpu::Argument::Value(value),
        })
    }

    /// For a GPU.
    pub(crate) fn into_cuda(self) -> Result<cuda::Argument, Error> {
        Ok(match self {
            Self::Slice { memory, len } | Self::SliceMut { memory, len } => cuda::Argument::Slice {
                memory: memory.into_cuda()?,
                len,
            },
            Self::Value { bytes, .. } => cuda::Argument::Value(bytes),
        })
    }
}

impl<'a, K> Call<'a, K> {
    /// A call without arguments; generated code adds them in the parameters' order.
    #[doc(hidden)]
    pub fn new() -> Self {
        Self {
            arguments: Vec::new(),
            buffers: PhantomData,
            kernel: PhantomData,
        }
    }

    /// Adds a `&[T]`.
    #[doc(hidden)]
    pub fn slice<T: GpuType>(mut self, buffer: &'a Buffer<T>) -> Self {
        self.arguments.push(Argument::Slice {
            memory: buffer.memory().clone(),
            len: buffer.len(),
        });
        self
    }

    /// Adds a `&mut [T]`.
    #[doc(hidden)]
    pub fn slice_mut<T: GpuType>(mut self, buffer: &'a mut Buffer<T>) -> Self {
        self.arguments.push(Argument::SliceMut {
            memory: buffer.memory().clone(),
            len: buffer.len(),
        });
        self
    }

    /// Adds a scalar or struct.
    #[doc(hidden)]
    pub fn value<T: GpuType>(mut self, value: T) -> Self {
        let mut bytes = vec![0; T::LAYOUT.size];
        value.encode(&mut bytes);
        self.arguments.push(Argument::Value {
            value: Arc::new(value),
            bytes,
        });
        self
    }
}

impl<K> Default for Call<'_, K> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K> fmt::Debug for Call<'_, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("arguments", &self.arguments.len())
            .finish()
    }
}
