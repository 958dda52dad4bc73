//! Simulations: a stencil with its fields, stepped in time.
//!
//! A [`Simulation`] owns the fields. After each step the fields named by `swap(..)` change roles, which moves no data:
//! a table says which memory has which role.

use std::any::Any;
use std::fmt;
use std::marker::PhantomData;

use crate::artifact::Plan;
use crate::backend::cpu::Domain;
use crate::backend::{cuda, Device, Memory};
use crate::buffer::{AnyBuffer, Buffer};
use crate::error::Error;
pub use crate::gpu::stencil::Boundary;
use crate::gpu::stencil::Extent;
use crate::kernel::StencilKernel;
use crate::layout::GpuType;
use crate::runtime::RingKernel;
use crate::schedule::{Chosen, Schedule};
use crate::span::Span;

/// The size of a simulation's fields and what lies outside them.
///
/// ```
/// use ringkernel_rt::stencil::{Boundary, Grid};
///
/// let room = Grid::d2(512, 384).boundary(Boundary::Reflect);
/// assert_eq!(room.cells(), 512 * 384);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grid {
    dimensions: u32,
    sides: [u32; 3],
    boundary: Boundary,
}

impl Grid {
    /// A grid of two dimensions, with [`Boundary::Skip`].
    #[must_use]
    pub const fn d2(width: u32, height: u32) -> Self {
        Self {
            dimensions: 2,
            sides: [width, height, 1],
            boundary: Boundary::Skip,
        }
    }

    /// A grid of three dimensions, with [`Boundary::Skip`].
    #[must_use]
    pub const fn d3(width: u32, height: u32, depth: u32) -> Self {
        Self {
            dimensions: 3,
            sides: [width, height, depth],
            boundary: Boundary::Skip,
        }
    }

    /// The same grid with another boundary.
    #[must_use]
    pub const fn boundary(mut self, boundary: Boundary) -> Self {
        self.boundary = boundary;
        self
    }

    /// The number of cells.
    #[must_use]
    pub const fn cells(&self) -> u64 {
        let [width, height, depth] = self.sides;
        // Saturation keeps sizes that are refused anyway from wrapping into legal ones.
        (width as u64 * height as u64).saturating_mul(depth as u64)
    }

    /// The sides, if there is at least one cell and all can be numbered by i32.
    fn extent(&self) -> Result<Extent, Error> {
        let [width, height, depth] = self.sides;
        if self.cells() == 0 || self.cells() > i32::MAX as u64 {
            return Err(Error::GridSize {
                width,
                height,
                depth,
            });
        }
        // Each side is at most the number of cells.
        Ok(Extent {
            width: width as i32,
            height: height as i32,
            depth: depth as i32,
        })
    }
}

/// Names a field of the stencil `K`: a constant of its handle, such as `fdtd::p`.
pub struct Field<K, T> {
    index: usize,
    marker: PhantomData<fn() -> (K, T)>,
}

impl<K, T> Field<K, T> {
    /// The field at this position of [`StencilKernel::FIELDS`].
    #[doc(hidden)]
    #[must_use]
    pub const fn new(index: usize) -> Self {
        Self {
            index,
            marker: PhantomData,
        }
    }
}

impl<K, T> Clone for Field<K, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K, T> Copy for Field<K, T> {}

impl<K, T> fmt::Debug for Field<K, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Field").field(&self.index).finish()
    }
}

/// A stencil `K` over a grid, made by [`RingKernel::stencil`].
pub struct Simulation<K> {
    runtime: RingKernel,
    grid: Grid,
    domain: Domain,
    buffers: Vec<Box<dyn AnyBuffer>>,
    /// `roles[i]` is the position in `buffers` of what field `i` is now: a permutation.
    roles: Vec<usize>,
    schedule: Schedule,
    marker: PhantomData<fn() -> K>,
}

impl<K: StencilKernel> Simulation<K> {
    pub(crate) fn new(runtime: &RingKernel, grid: Grid) -> Result<Self, Error> {
        let extent = grid.extent()?;
        let dimensions = match K::ARTIFACT.plan {
            Plan::Stencil { dimensions, .. } => dimensions,
            Plan::Grid { .. } | Plan::Ring { .. } => {
                unreachable!("the macro gives a stencil's handle a stencil's artifact")
            }
        };
        if dimensions != grid.dimensions {
            return Err(Error::Dimensions {
                kernel: K::ARTIFACT.name,
                expected: dimensions,
                actual: grid.dimensions,
            });
        }
        // A cell count fits i32, hence usize.
        let cells = grid.cells() as usize;
        let buffers = K::FIELDS
            .iter()
            .map(|field| (field.make)(runtime, cells))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            runtime: runtime.clone(),
            grid,
            domain: Domain {
                extent,
                boundary: grid.boundary,
            },
            roles: (0..buffers.len()).collect(),
            buffers,
            schedule: Schedule::Auto,
            marker: PhantomData,
        })
    }

    /// Has the steps computed in this way from now on.
    ///
    /// # Errors
    /// [`Error::Schedule`] if they cannot be; then it stays as it was.
    pub fn set_schedule(&mut self, schedule: Schedule) -> Result<(), Error> {
        self.choose(schedule)?;
        self.schedule = schedule;
        Ok(())
    }

    /// The grid.
    #[must_use]
    pub fn grid(&self) -> Grid {
        self.grid
    }

    /// The memory that has the field's role now.
    #[must_use]
    pub fn field<T: GpuType>(&self, field: Field<K, T>) -> &Buffer<T> {
        let buffer: &dyn Any = &*self.buffers[self.roles[field.index]];
        buffer.downcast_ref().expect("`Field` has the field's type")
    }

    /// The memory that has the field's role now, to be written by another kernel.
    #[must_use]
    pub fn field_mut<T: GpuType>(&mut self, field: Field<K, T>) -> &mut Buffer<T> {
        let buffer: &mut dyn Any = &mut *self.buffers[self.roles[field.index]];
        buffer.downcast_mut().expect("`Field` has the field's type")
    }

    /// Overwrites a field.
    ///
    /// # Errors
    /// [`Error::LengthMismatch`] if there is not one value for each cell.
    pub fn write<T: GpuType>(&mut self, field: Field<K, T>, values: &[T]) -> Result<(), Error> {
        let cells = self.grid.cells() as usize;
        if values.len() != cells {
            return Err(Error::LengthMismatch {
                what: K::FIELDS[field.index].name,
                expected: cells,
                actual: values.len(),
            });
        }
        self.check_lengths()?;
        self.runtime.overwrite(self.field(field), values)
    }

    /// The field's values, after all steps that were asked for.
    ///
    /// # Errors
    /// The device's.
    pub async fn read<T: GpuType>(&self, field: Field<K, T>) -> Result<Vec<T>, Error> {
        self.runtime.download(self.field(field)).await
    }

    /// Computes `steps` steps. Dropping the future does not undo or stop them.
    ///
    /// # Errors
    /// [`Error::Fault`] if the stencil made a mistake: the steps before it are done, the fields that its step writes
    /// are half written. [`Error::LengthMismatch`] and [`Error::ForeignBuffer`] if a field was exchanged for a buffer that
    /// does not fit, [`Error::LaunchTooLarge`] if the grid takes more blocks than a launch may have,
    /// [`Error::NoDeviceCode`] and its kin where the kernel cannot be loaded, [`Error::ShutDown`].
    pub async fn step(&mut self, steps: u64, parameters: K) -> Result<(), Error> {
        self.check_lengths()?;
        let memories = self.buffers.iter().map(|buffer| buffer.memory().clone());
        let roles = self.roles.clone();
        let span = Span::step(K::ARTIFACT.name, steps, self.runtime.tracer());
        let begin = || match self.runtime.device() {
            Device::Cpu(device) => {
                let memories = memories.map(Memory::into_cpu).collect::<Result<_, _>>()?;
                device.step(parameters, memories, roles, self.domain, steps)
            }
            Device::Cuda(device) => device.step(cuda::Sweep {
                artifact: K::ARTIFACT,
                arguments: parameters.arguments(),
                memories: memories.map(Memory::into_cuda).collect::<Result<_, _>>()?,
                roles,
                swaps: K::SWAPS,
                domain: self.domain,
                schedule: self.schedule,
                steps,
                scope: self.runtime.scope(),
            }),
        };
        let answer = span.enter(begin)?;
        // The steps are on their way even if nobody waits for them.
        let before = self.roles.clone();
        self.swap(steps);
        let outcome = span.over(answer.wait()).await?;
        if outcome.result.is_err() {
            self.roles = before;
            self.swap(outcome.done);
        }
        outcome.result
    }

    /// Changes roles as `steps` steps do.
    fn swap(&mut self, steps: u64) {
        let mut one: Vec<usize> = (0..self.roles.len()).collect();
        for &(a, b) in K::SWAPS {
            one.swap(a, b);
        }
        self.roles = power(&one, steps).iter().map(|&i| self.roles[i]).collect();
    }

    /// `field_mut` lets a user exchange the buffer itself.
    fn check_lengths(&self) -> Result<(), Error> {
        let cells = self.grid.cells() as usize;
        for (field, &role) in K::FIELDS.iter().zip(&self.roles) {
            let actual = self.buffers[role].len();
            if actual != cells {
                return Err(Error::LengthMismatch {
                    what: field.name,
                    expected: cells,
                    actual,
                });
            }
        }
        Ok(())
    }

    /// How the steps are computed, and why: prints as one line.
    #[must_use]
    pub fn schedule(&self) -> Chosen {
        self.choose(self.schedule)
            .expect("`set_schedule` has seen that it can be done")
    }

    fn choose(&self, schedule: Schedule) -> Result<Chosen, Error> {
        let extent = self.domain.extent;
        match self.runtime.device() {
            Device::Cpu(_) => Ok(Chosen::threads(
                self.grid.dimensions,
                extent,
                rayon::current_num_threads(),
            )),
            Device::Cuda(device) => device.schedule(K::ARTIFACT, extent, schedule),
        }
    }
}

/// The permutation applied `times` times.
fn power(permutation: &[usize], mut times: u64) -> Vec<usize> {
    let after = |first: &[usize], then: &[usize]| then.iter().map(|&i| first[i]).collect();
    let mut result: Vec<usize> = (0..permutation.len()).collect();
    let mut square = permutation.to_vec();
    while times > 0 {
        if times % 2 == 1 {
            result = after(&result, &square);
        }
        square = after(&square, &square);
        times /= 2;
    }
    result
}

impl<K: StencilKernel> fmt::Debug for Simulation<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Simulation")
            .field("kernel", &K::ARTIFACT.name)
            .field("grid", &self.grid)
            .field("roles", &self.roles)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_power_is_repeated_application() {
        let one = [1, 2, 0, 3];
        assert_eq!(power(&one, 0), [0, 1, 2, 3]);
        assert_eq!(power(&one, 1), one);
        assert_eq!(power(&one, 2), [2, 0, 1, 3]);
        assert_eq!(power(&one, 3_000_000), [0, 1, 2, 3]);
    }

    #[test]
    fn sizes_are_checked() {
        assert!(Grid::d2(0, 3).extent().is_err());
        assert!(Grid::d2(46_341, 46_341).extent().is_err());
        assert!(Grid::d3(u32::MAX, u32::MAX, u32::MAX).extent().is_err());
        assert!(Grid::d3(1, 1, 1).extent().is_ok());
    }
}
