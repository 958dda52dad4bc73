//! Arguments of a kernel on the CPU, taken out by the code that the macros generate.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use super::memory::Memory;
use crate::gpu::{Slice, SliceMut};
use crate::layout::GpuType;

/// A parameter's value.
#[derive(Clone)]
pub(crate) enum Argument {
    /// `&[T]`.
    Slice(Arc<Memory>),
    /// `&mut [T]`.
    SliceMut(Arc<Memory>),
    /// A scalar or struct.
    Value(Arc<dyn Any + Send + Sync>),
}

impl fmt::Debug for Argument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Slice(memory) => f.debug_tuple("Slice").field(memory).finish(),
            Self::SliceMut(memory) => f.debug_tuple("SliceMut").field(memory).finish(),
            Self::Value(_) => f.debug_tuple("Value").finish(),
        }
    }
}

/// Arguments of one launch, by the parameter's position.
///
/// Invariant: only a job of the device that owns the memory holds one while lanes run, no memory of a `SliceMut` stands
/// at a second position, and lanes that the job runs on several threads do not meet in an element (the build's proof
/// for grid kernels; own-cell writes for stencils). The views rest on it.
#[derive(Debug)]
pub struct Arguments {
    values: Vec<Argument>,
}

impl Arguments {
    /// The arguments in order.
    ///
    /// # Safety
    /// The caller upholds the type's invariant.
    pub(crate) unsafe fn new(values: Vec<Argument>) -> Self {
        Self { values }
    }

    /// The `&[T]` parameter at `index`.
    ///
    /// # Panics
    /// If it is something else, which generated code rules out.
    #[doc(hidden)]
    #[must_use]
    pub fn slice<T: GpuType>(&self, index: usize) -> Slice<'_, T> {
        match &self.values[index] {
            // SAFETY: the invariant: nobody outside the job touches the memory, its lanes do not meet in an element.
            Argument::Slice(memory) => unsafe { memory.view() },
            Argument::SliceMut(_) | Argument::Value(_) => panic!("parameter {index} is no `&[T]`"),
        }
    }

    /// The `&mut [T]` parameter at `index`.
    ///
    /// # Panics
    /// If it is something else, which generated code rules out.
    #[doc(hidden)]
    #[must_use]
    pub fn slice_mut<T: GpuType>(&self, index: usize) -> SliceMut<'_, T> {
        match &self.values[index] {
            // SAFETY: the invariant: nobody outside the job touches the memory, its lanes do not meet in an element.
            Argument::SliceMut(memory) => unsafe { memory.view_mut() },
            Argument::Slice(_) | Argument::Value(_) => panic!("parameter {index} is no `&mut [T]`"),
        }
    }

    /// The scalar or struct at `index`.
    ///
    /// # Panics
    /// If it is something else, which generated code rules out.
    #[doc(hidden)]
    #[must_use]
    pub fn value<T: GpuType>(&self, index: usize) -> T {
        match &self.values[index] {
            Argument::Value(value) => *value
                .downcast_ref()
                .unwrap_or_else(|| panic!("parameter {index} has another type")),
            Argument::Slice(_) | Argument::SliceMut(_) => panic!("parameter {index} is a slice"),
        }
    }
}
