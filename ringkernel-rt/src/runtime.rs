//! The runtime: opens a device, holds its memory, runs kernels.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use crate::artifact::{Artifact, Plan};
use crate::backend::cpu::lane::Shape;
use crate::backend::{cpu, cuda, Device, Memory};
use crate::budget::Budget;
use crate::buffer::{decode, device_bytes, encode, Buffer};
use crate::call::{Argument, Call};
use crate::census::Census;
use crate::counters::Counters;
use crate::dead::DeadLetters;
use crate::dump::Dump;
use crate::error::Error;
use crate::hlc::{Alignment, Clock};
use crate::kernel::{GridKernel, Made, StencilKernel};
use crate::launch::Launch;
use crate::layout::GpuType;
use crate::reactor::Reactor;
use crate::registry::Registry;
use crate::resident::Residents;
use crate::span::{Scope, Span};
use crate::stencil::{Grid, Simulation};
use crate::trace::Tracer;

/// Which machine runs the kernels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Backend {
    /// A GPU if there is one, else the CPU.
    #[default]
    Auto,
    /// The CPU.
    Cpu,
    /// An NVIDIA GPU.
    Cuda,
}

/// What [`Backend`] came to, and why; prints as one line.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// [`Backend::Cpu`] or [`Backend::Cuda`].
    pub backend: Backend,
    /// Why.
    pub reason: Reason,
}

/// Why a back end was chosen.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Reason {
    /// The program asked for it.
    Asked,
    /// There is a GPU; the text describes it.
    Found(String),
    /// No GPU could be opened.
    NoGpu(Error),
}

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let backend = match self.backend {
            Backend::Auto => "auto",
            Backend::Cpu => "CPU",
            Backend::Cuda => "CUDA",
        };
        match &self.reason {
            Reason::Asked => write!(f, "{backend}, as asked for"),
            Reason::Found(gpu) => write!(f, "{backend}, because there is {gpu}"),
            Reason::NoGpu(error) => write!(f, "{backend}, because there is {error}"),
        }
    }
}

/// A device and everything that runs on it. Clones share it.
///
/// Uploads, launches, steps and downloads happen one after another, in the order they were asked for. A future that
/// is dropped before it ends does not take its work back.
#[derive(Clone, Debug)]
pub struct RingKernel {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    device: Device,
    choice: Choice,
    residents: Residents,
    budget: Budget,
    census: Census,
    registry: Registry,
    dead_letters: DeadLetters,
    clock: Arc<Clock>,
    tracer: Tracer,
    /// Started with the first actor.
    reactor: OnceLock<Reactor>,
}

/// Options of a [`RingKernel`].
#[derive(Clone, Debug, Default)]
pub struct Builder {
    backend: Backend,
    memory_budget: Option<u64>,
    max_drift: Option<Duration>,
}

impl Builder {
    /// Chooses the machine; [`Backend::Auto`] otherwise.
    #[must_use]
    pub fn backend(mut self, backend: Backend) -> Self {
        self.backend = backend;
        self
    }

    /// Holds the runtime's buffers, stencils and actors to so many bytes together; there is no bound otherwise.
    ///
    /// What is asked for beyond it is [`Error::OutOfBudget`], before anything is allocated. Counted are the contents of
    /// buffers and of stencils' fields as the device lays them out, and for each instance of a launch its control block,
    /// its queues and its state, also on the CPU: memory of the device and memory of the host that is mapped into it.
    /// What is dropped is given back.
    ///
    /// ```
    /// # async fn f() -> Result<(), ringkernel_rt::error::Error> {
    /// use ringkernel_rt::prelude::*;
    ///
    /// let runtime = RingKernel::builder().backend(Backend::Cpu).memory_budget(1000).build().await?;
    /// let buffer = runtime.upload(&[1.0_f32; 200])?;
    /// assert_eq!(runtime.memory_used(), 800);
    /// assert!(matches!(runtime.zeroed::<u64>(26), Err(Error::OutOfBudget { asked: 208, .. })));
    /// drop(buffer);
    /// runtime.zeroed::<u64>(125)?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn memory_budget(mut self, bytes: u64) -> Self {
        self.memory_budget = Some(bytes);
        self
    }

    /// Bounds how far the time of a message may be ahead of the machine's clock; [`Clock::MAX_DRIFT`] otherwise.
    ///
    /// A reply whose time is further ahead is [`Error::Drift`]. So is a time given to [`RingKernel::clock`].
    #[must_use]
    pub fn max_drift(mut self, bound: Duration) -> Self {
        self.max_drift = Some(bound);
        self
    }

    /// Opens the device.
    ///
    /// # Errors
    /// [`Error::NoDriver`], [`Error::NoDevice`] or [`Error::Cuda`] when a GPU was asked for and cannot be opened.
    pub async fn build(self) -> Result<RingKernel, Error> {
        let span = Span::build(self.backend);
        span.over(self.open()).await
    }

    async fn open(self) -> Result<RingKernel, Error> {
        let (device, reason) = match self.backend {
            Backend::Auto => match cuda::Device::open(0).await {
                Ok(gpu) => {
                    let reason = Reason::Found(gpu.to_string());
                    (Device::Cuda(gpu), reason)
                }
                Err(error) => (Device::Cpu(cpu::Device::open()?), Reason::NoGpu(error)),
            },
            Backend::Cpu => (Device::Cpu(cpu::Device::open()?), Reason::Asked),
            Backend::Cuda => (Device::Cuda(cuda::Device::open(0).await?), Reason::Asked),
        };
        let backend = match device {
            Device::Cpu(_) => Backend::Cpu,
            Device::Cuda(_) => Backend::Cuda,
        };
        let clock = Clock::new(0).max_drift(self.max_drift.unwrap_or(Clock::MAX_DRIFT));
        Ok(RingKernel {
            inner: Arc::new(Inner {
                device,
                choice: Choice { backend, reason },
                residents: Residents::default(),
                budget: Budget::new(self.memory_budget),
                census: Census::default(),
                registry: Registry::default(),
                dead_letters: DeadLetters::default(),
                clock: Arc::new(clock),
                tracer: Tracer::default(),
                reactor: OnceLock::new(),
            }),
        })
    }
}

impl RingKernel {
    /// Starts with the default options.
    ///
    /// ```
    /// # async fn f() -> Result<(), ringkernel_rt::error::Error> {
    /// use ringkernel_rt::runtime::{Backend, RingKernel};
    ///
    /// let runtime = RingKernel::builder().backend(Backend::Cpu).build().await?;
    /// let buffer = runtime.upload(&[1.0_f32, 2.0])?;
    /// assert_eq!(runtime.download(&buffer).await?, [1.0, 2.0]);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Which back end was chosen, and why.
    #[must_use]
    pub fn backend(&self) -> &Choice {
        &self.inner.choice
    }

    pub(crate) fn device(&self) -> &Device {
        &self.inner.device
    }

    /// What `shutdown` ends before the device.
    pub(crate) fn residents(&self) -> &Residents {
        &self.inner.residents
    }

    pub(crate) fn tracer(&self) -> &Tracer {
        &self.inner.tracer
    }

    /// For what the device does on behalf of the calling thread.
    pub(crate) fn scope(&self) -> Scope {
        Scope::here(self.tracer())
    }

    /// All actors.
    pub(crate) fn census(&self) -> &Census {
        &self.inner.census
    }

    pub(crate) fn budget(&self) -> &Budget {
        &self.inner.budget
    }

    /// Bytes that buffers, stencils and actors take now, counted as [`Builder::memory_budget`] says.
    #[must_use]
    pub fn memory_used(&self) -> u64 {
        self.budget().used()
    }

    /// The runtime's hybrid logical clock: node 0, which gives times to messages of actors whose attribute says `hlc`.
    ///
    /// A program that hears of times elsewhere, from another machine, gives them to this clock
    /// ([`Clock::merge`]), and takes the times of its own events from it.
    #[must_use]
    pub fn clock(&self) -> &Arc<Clock> {
        &self.inner.clock
    }

    /// How the GPU's clock (`%globaltimer`) stands beside the host's, and how uncertain that is.
    ///
    /// Known once an actor has begun, and told anew with each of its steps of life; `None` on the CPU, whose clock is the
    /// host's.
    #[must_use]
    pub fn device_clock(&self) -> Option<Alignment> {
        match self.device() {
            Device::Cpu(_) => None,
            Device::Cuda(device) => device.alignment(),
        }
    }

    /// How many priorities of a launch the device tells apart ([`Priority`](crate::actor::Priority)); 1 on the CPU.
    #[must_use]
    pub fn priorities(&self) -> u32 {
        match self.device() {
            Device::Cpu(_) => 1,
            Device::Cuda(device) => device.priorities(),
        }
    }

    /// The names of actors.
    #[must_use]
    pub fn registry(&self) -> &Registry {
        &self.inner.registry
    }

    /// Messages that will never be answered.
    #[must_use]
    pub fn dead_letters(&self) -> DeadLetters {
        self.inner.dead_letters.clone()
    }

    /// What all actors are doing now, as far as the host knows. It waits for none of them.
    ///
    /// ```
    /// # fn f(runtime: ringkernel_rt::RingKernel) {
    /// eprintln!("{}", runtime.dump());
    /// # }
    /// ```
    #[must_use]
    pub fn dump(&self) -> Dump {
        Dump::of(&self.census().actors())
    }

    /// What all actors have done, with those that are dropped.
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.census().counters()
    }

    /// The thread that waits for actors.
    pub(crate) fn reactor(&self) -> Result<Reactor, Error> {
        if let Some(reactor) = self.inner.reactor.get() {
            return Ok(reactor.clone());
        }
        let reactor = Reactor::start().map_err(|error| Error::Thread { kind: error.kind() })?;
        // Of two that start at once one ends at once.
        Ok(self.inner.reactor.get_or_init(|| reactor).clone())
    }

    /// Puts values into the device's memory.
    ///
    /// # Errors
    /// [`Error::OutOfBudget`], [`Error::OutOfMemory`], or the device's.
    pub fn upload<T: GpuType>(&self, values: &[T]) -> Result<Buffer<T>, Error> {
        let grant = self.budget().take(device_bytes::<T>(values.len())?)?;
        let memory = match self.device() {
            Device::Cpu(device) => Memory::Cpu(Arc::new(device.upload(values)?.charged(grant))),
            Device::Cuda(device) => {
                let memory = device.upload(&encode(values)?)?;
                Memory::Cuda(Arc::new(memory.charged(grant)))
            }
        };
        Ok(Buffer::new(memory, values.len()))
    }

    /// Makes `len` values of which every byte is zero.
    ///
    /// # Errors
    /// [`Error::NoZero`] if zeros are none of its values: an enum needs a variant with the number 0.
    /// [`Error::OutOfBudget`], [`Error::OutOfMemory`], or the device's.
    pub fn zeroed<T: GpuType>(&self, len: usize) -> Result<Buffer<T>, Error> {
        if !T::LAYOUT.has_zero() {
            return Err(Error::NoZero {
                type_name: T::LAYOUT.name,
            });
        }
        let bytes = device_bytes::<T>(len)?;
        let grant = self.budget().take(bytes)?;
        let memory = match self.device() {
            Device::Cpu(device) => Memory::Cpu(Arc::new(device.zeroed::<T>(len)?.charged(grant))),
            Device::Cuda(device) => Memory::Cuda(Arc::new(device.zeroed(bytes)?.charged(grant))),
        };
        Ok(Buffer::new(memory, len))
    }

    /// Reads a buffer, after everything that was asked for before.
    ///
    /// # Errors
    /// [`Error::NoValue`] if an enum's memory names none of its variants. [`Error::ForeignBuffer`], [`Error::ShutDown`], or the device's.
    pub async fn download<T: GpuType>(&self, buffer: &Buffer<T>) -> Result<Vec<T>, Error> {
        match (self.device(), buffer.memory()) {
            (Device::Cpu(device), Memory::Cpu(memory)) => {
                device.download(memory.clone())?.wait().await
            }
            (Device::Cuda(device), Memory::Cuda(memory)) => {
                let bytes = device.download(memory.clone())?.wait().await??;
                decode(&bytes)
            }
            (Device::Cpu(_), Memory::Cuda(_)) | (Device::Cuda(_), Memory::Cpu(_)) => {
                Err(Error::ForeignBuffer)
            }
        }
    }

    /// Overwrites a buffer, after everything that was asked for before.
    ///
    /// # Errors
    /// [`Error::LengthMismatch`] if there is not one value for each element, [`Error::ForeignBuffer`],
    /// [`Error::ShutDown`], or the device's.
    pub fn write<T: GpuType>(&self, buffer: &mut Buffer<T>, values: &[T]) -> Result<(), Error> {
        if values.len() != buffer.len() {
            return Err(Error::LengthMismatch {
                what: "the buffer",
                expected: buffer.len(),
                actual: values.len(),
            });
        }
        self.overwrite(buffer, values)
    }

    /// Overwrites a buffer of the same length, after everything that was asked for before.
    pub(crate) fn overwrite<T: GpuType>(
        &self,
        buffer: &Buffer<T>,
        values: &[T],
    ) -> Result<(), Error> {
        match (self.device(), buffer.memory()) {
            (Device::Cpu(device), Memory::Cpu(memory)) => {
                device.write(memory.clone(), values.to_vec())
            }
            (Device::Cuda(device), Memory::Cuda(memory)) => {
                device.write(memory.clone(), encode(values)?)
            }
            (Device::Cpu(_), Memory::Cuda(_)) | (Device::Cuda(_), Memory::Cpu(_)) => {
                Err(Error::ForeignBuffer)
            }
        }
    }

    /// Runs a grid kernel and waits for its end.
    ///
    /// # Errors
    /// [`Error::Fault`] if the kernel made a mistake, [`Error::LaunchTooLarge`], [`Error::ForeignBuffer`],
    /// [`Error::ShutDown`], or the device's.
    pub async fn run<K: GridKernel>(&self, call: Call<'_, K>, launch: Launch) -> Result<(), Error> {
        let Some(shape) = launch.shape()? else {
            return Ok(());
        };
        check_shared(K::ARTIFACT, &shape)?;
        let run = async {
            match self.device() {
                Device::Cpu(device) => {
                    let arguments = call.arguments.into_iter().map(Argument::into_cpu);
                    let arguments = arguments.collect::<Result<_, _>>()?;
                    device.run::<K>(arguments, shape)?.wait().await?
                }
                Device::Cuda(device) => {
                    let arguments = call.arguments.into_iter().map(Argument::into_cuda);
                    let arguments = arguments.collect::<Result<_, _>>()?;
                    device
                        .run(K::ARTIFACT, arguments, shape, self.scope())?
                        .wait()
                        .await?
                }
            }
        };
        Span::run(K::ARTIFACT.name, self.tracer()).over(run).await
    }

    /// Runs device code that was made at run time, on a GPU alone. Artifacts that share a text share its loading.
    ///
    /// # Errors
    /// As [`run`](Self::run); [`Error::NoDeviceCode`] on the CPU.
    #[doc(hidden)]
    pub async fn run_made(
        &self,
        artifact: &'static Artifact,
        call: Call<'_, Made>,
        launch: Launch,
    ) -> Result<(), Error> {
        let Some(shape) = launch.shape()? else {
            return Ok(());
        };
        check_shared(artifact, &shape)?;
        match self.device() {
            Device::Cpu(_) => Err(Error::NoDeviceCode {
                kernel: artifact.name,
                why: "the CPU runs no device code".to_owned(),
            }),
            Device::Cuda(device) => {
                let arguments = call.arguments.into_iter().map(Argument::into_cuda);
                let arguments = arguments.collect::<Result<_, _>>()?;
                device
                    .run(artifact, arguments, shape, self.scope())?
                    .wait()
                    .await?
            }
        }
    }

    /// Makes a simulation: a stencil with its fields, all zero.
    ///
    /// # Errors
    /// [`Error::GridSize`], [`Error::Dimensions`], [`Error::OutOfBudget`], [`Error::OutOfMemory`], or the device's.
    pub fn stencil<K: StencilKernel>(&self, grid: Grid) -> Result<Simulation<K>, Error> {
        Simulation::new(self, grid)
    }

    /// Ends everything that runs on the device, actors first; what is asked for later is refused.
    ///
    /// # Errors
    /// [`Error::Timeout`] if a kernel does not end; it is left behind.
    pub async fn shutdown(&self) -> Result<(), Error> {
        let residents = self.residents().end().await;
        let device = match self.device() {
            Device::Cpu(device) => device.stop().await,
            Device::Cuda(device) => device.stop().await,
        };
        self.inner.dead_letters.close();
        residents.and(device)
    }
}
/// Fails unless the launch gives each dynamic array in shared memory a length, and no more than a GPU has.
fn check_shared(artifact: &Artifact, shape: &Shape) -> Result<(), Error> {
    /// What a block of today's GPUs may have at most.
    const LIMIT: u64 = 227 << 10;
    let sizes = match artifact.plan {
        Plan::Grid { shared, .. } => shared,
        Plan::Stencil { .. } | Plan::Ring { .. } => &[],
    };
    let lengths = shape.shared;
    let lengths = lengths.as_slice();
    if sizes.len() != lengths.len() {
        return Err(Error::SharedArrays {
            kernel: artifact.name,
            expected: sizes.len(),
            given: lengths.len(),
        });
    }
    let bytes = sizes.iter().zip(lengths).map(|(&size, &length)| {
        let bytes = u64::from(size).saturating_mul(length as u64);
        bytes.div_ceil(16).saturating_mul(16)
    });
    let asked = bytes.fold(0, u64::saturating_add);
    if asked > LIMIT {
        return Err(Error::LaunchTooLarge {
            what: "the number of bytes of shared memory of a block",
            asked,
            limit: LIMIT,
        });
    }
    Ok(())
}
