//! Runs kernels on the CPU.
//!
//! The user's function, compiled by rustc over the views of [`gpu`](crate::gpu), is called once for each lane. The
//! lanes of a block share an OS thread and are fibers, so barriers are real and cheap; blocks run in parallel where the
//! build proved that they do not meet, otherwise in order. The cells of a stencil need no fibers and run by rows.
//!
//! From the bottom: `lane` knows who runs, `fault` stops it, `fiber` lets it wait for a `meeting`, `crew` runs a block or
//! all blocks that wait for each other, over the block's `shared` memory; `grid` runs a launch, `sweep` a step of a
//! stencil; `memory` and `arguments` hold what they work on. The device's thread is a `worker`.

pub(crate) mod actor;
mod arguments;
pub(crate) mod crew;
pub(crate) mod fault;
pub(crate) mod fiber;
mod grid;
pub(crate) mod lane;
pub(crate) mod log;
pub(crate) mod meeting;
mod memory;
pub(crate) mod shared;
mod sweep;

use std::sync::Arc;

pub use arguments::Arguments;
pub use memory::Memory;

pub(crate) use arguments::Argument;
pub(crate) use sweep::Domain;

use super::worker::{Answer, Worker};
use crate::error::Error;
use crate::kernel::{GridKernel, StencilKernel};
use crate::layout::GpuType;
use crate::log::Sink;
use lane::Shape;
use memory::Home;

/// The CPU as a device.
#[derive(Debug)]
pub(crate) struct Device {
    worker: Worker,
    home: Home,
}

/// What a run of several steps came to.
#[derive(Debug)]
pub(crate) struct Steps {
    /// Steps that were completed.
    pub(crate) done: u64,
    /// What ended the one after them.
    pub(crate) result: Result<(), Error>,
}

impl Device {
    /// Starts the device's thread.
    pub(crate) fn open() -> Result<Self, Error> {
        Ok(Self {
            worker: Worker::start("ringkernel-cpu")?,
            home: Home::default(),
        })
    }

    /// Memory with a copy of the values.
    pub(crate) fn upload<T: GpuType>(&self, values: &[T]) -> Result<Memory, Error> {
        Memory::of(&self.home, values)
    }

    /// Memory of zeros.
    pub(crate) fn zeroed<T: GpuType>(&self, len: usize) -> Result<Memory, Error> {
        Memory::zeroed::<T>(&self.home, len)
    }

    /// Reads the memory once all earlier jobs are done.
    pub(crate) fn download<T: GpuType>(
        &self,
        memory: Arc<Memory>,
    ) -> Result<Answer<Vec<T>>, Error> {
        self.check_home(&memory)?;
        self.worker.submit(move |_| {
            // SAFETY: the memory is this device's, whose jobs run one at a time and are the only users of contents.
            unsafe { memory.read() }
        })
    }

    /// Overwrites the memory once all earlier jobs are done; the lengths are equal.
    pub(crate) fn write<T: GpuType>(
        &self,
        memory: Arc<Memory>,
        values: Vec<T>,
    ) -> Result<(), Error> {
        self.check_home(&memory)?;
        self.worker.submit(move |_| {
            // SAFETY: the memory is this device's, whose jobs run one at a time and are the only users of contents.
            unsafe { memory.write(&values) };
        })?;
        Ok(())
    }

    /// Runs a grid kernel after all earlier jobs.
    ///
    /// The memory of a `SliceMut` argument stands at no second position: the borrows in a `Call` see to that.
    pub(crate) fn run<K: GridKernel>(
        &self,
        arguments: Vec<Argument>,
        shape: Shape,
    ) -> Result<Answer<Result<(), Error>>, Error> {
        for argument in &arguments {
            match argument {
                Argument::Slice(memory) | Argument::SliceMut(memory) => self.check_home(memory)?,
                Argument::Value(_) => {}
            }
        }
        check_alone(&arguments);
        let sink = Sink::here(K::ARTIFACT);
        self.worker.submit(move |stop| {
            // SAFETY: this is a job of the device that owns all the memory; what is written was just seen to stand
            // at one position only; `grid` runs blocks in parallel only by the build's proof.
            let arguments = unsafe { Arguments::new(arguments) };
            grid::run::<K>(&arguments, &shape, &sink, stop)
        })
    }

    /// Runs steps of a stencil after all earlier jobs. `roles[i]` is the memory that field `i` has in the first step.
    pub(crate) fn step<K: StencilKernel>(
        &self,
        kernel: K,
        memories: Vec<Arc<Memory>>,
        mut roles: Vec<usize>,
        domain: Domain,
        steps: u64,
    ) -> Result<Answer<Steps>, Error> {
        for memory in &memories {
            self.check_home(memory)?;
        }
        let sink = Sink::here(K::ARTIFACT);
        self.worker.submit(move |stop| {
            let mut run = move || {
                for done in 0..steps {
                    if stop.is_set() {
                        let result = Err(Error::ShutDown);
                        return Steps { done, result };
                    }
                    if let Err(fault) = step(&kernel, &memories, &roles, &domain, &sink) {
                        let result = Err(fault.into());
                        return Steps { done, result };
                    }
                    for &(a, b) in K::SWAPS {
                        roles.swap(a, b);
                    }
                }
                Steps {
                    done: steps,
                    result: Ok(()),
                }
            };
            // On a thread of the pool, handing out rows does not wake this one for each step.
            rayon::scope(|_| run())
        })
    }

    /// Ends all jobs, for good.
    pub(crate) async fn stop(&self) -> Result<(), Error> {
        self.worker.stop().await
    }

    fn check_home(&self, memory: &Memory) -> Result<(), Error> {
        if memory.is_of(&self.home) {
            Ok(())
        } else {
            Err(Error::ForeignBuffer)
        }
    }
}

/// One step of a stencil.
fn step<K: StencilKernel>(
    kernel: &K,
    memories: &[Arc<Memory>],
    roles: &[usize],
    domain: &Domain,
    sink: &Sink,
) -> Result<(), crate::error::Fault> {
    let arguments: Vec<_> = K::FIELDS
        .iter()
        .zip(roles)
        .map(|(field, &role)| {
            let memory = memories[role].clone();
            if field.mutable {
                Argument::SliceMut(memory)
            } else {
                Argument::Slice(memory)
            }
        })
        .collect();
    check_alone(&arguments);
    // SAFETY: only a job of the device that owns the memory comes here; what is written was just seen to stand at one
    // position only; cells write only themselves and look around only in what is not written.
    let arguments = unsafe { Arguments::new(arguments) };
    let body = kernel.bind(&arguments);
    sweep::run(K::ARTIFACT, domain, sink, &body)
}

/// # Panics
/// If memory that is written stands at a second position, which borrows rule out.
fn check_alone(arguments: &[Argument]) {
    let memory = |argument: &Argument| match argument {
        Argument::Slice(memory) | Argument::SliceMut(memory) => Some(Arc::as_ptr(memory)),
        Argument::Value(_) => None,
    };
    for (i, argument) in arguments.iter().enumerate() {
        if let Argument::SliceMut(written) = argument {
            let alone = arguments
                .iter()
                .enumerate()
                .all(|(j, other)| i == j || memory(other) != Some(Arc::as_ptr(written)));
            assert!(alone, "a buffer that is written is given once");
        }
    }
}
