//! Runs kernels on an NVIDIA GPU. Only this folder names cudarc.
//!
//! A [`Device`] has a thread that runs one job after another, in the order they were submitted; a job enqueues launches
//! and copies on the work stream and waits for them. What the process has once for each GPU is [`Inner`]: the driver's
//! primary context, streams, loaded modules and mapped memory. It is never torn down, because most of the driver's
//! functions that free something wait for all running kernels, and actors do not end by themselves. For the same reason
//! [`memory`] frees in the order of a stream, [`mapped`] keeps what it has, and [`module`] loads functions completely.
//!
//! Actors have streams of their own; nothing that controls them goes through a stream (see [`pool`]). Where the driver
//! must wait for all kernels all the same, to load code, actors leave the device for that long (see [`parking`]).
//!
//! From the bottom: `driver` and `stream` wrap the driver, `memory` and `mapped` hold data, `nvrtc` and `module` make
//! code, `report` tells how a launch ended, `launch` and `sweep` enqueue, `parking` launches
//! persistent kernels and stops them for a while, `residents` says how many there may be, `pool` and `actor` run them.

mod actor;
mod clock;
mod departure;
mod driver;
mod launch;
mod mapped;
mod memory;
mod module;
mod nvrtc;
mod parking;
mod pool;
mod report;
mod residents;
mod stream;
mod sweep;
mod together;

use std::collections::BTreeMap;
use std::ffi::CStr;
use std::fmt;
use std::ptr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use cudarc::driver::sys;

pub(crate) use actor::{Actor, Ends};
pub(crate) use launch::Argument;
pub(crate) use memory::Memory;
pub(crate) use pool::{Pool, PoolShape};
pub(crate) use sweep::Sweep;

use super::cpu::lane::Shape;
use super::cpu::Steps;
use super::worker::{Answer, Worker};
use crate::artifact::Artifact;
use crate::budget::Grant;
use crate::error::Error;
use crate::footprint::Footprint;
use crate::gpu::stencil::Extent;
use crate::hlc::Alignment;
use crate::log::Sink;
use crate::priority::Priority;
use crate::schedule::{Chosen, Gpu, Schedule};
use crate::span::{Scope, Span};
use clock::Clock;
use departure::Departures;
use driver::{check, Context};
use mapped::Arena;
use memory::Allocator;
use module::{cuda_version, Capability, Image, Module};
use parking::{Parking, Tenant};
use report::{Half, Report};
use residents::Residents;
use stream::{Priorities, Stream};

/// The GPUs that were opened, by number. The driver has one primary context a GPU and process, so this is a fact of the
/// process as well.
static OPENED: Mutex<BTreeMap<usize, &'static Inner>> = Mutex::new(BTreeMap::new());

/// A GPU with a thread that gives it work.
#[derive(Debug)]
pub(crate) struct Device {
    inner: &'static Inner,
    worker: Worker,
    /// The persistent launches of this runtime.
    launches: Arc<Mutex<Vec<Weak<Tenant>>>>,
    /// Only jobs lock it, and they run one at a time.
    report: Arc<Mutex<Report>>,
}

/// What the process has of one GPU; alive as long as the process.
#[derive(Debug)]
struct Inner {
    name: String,
    /// Compute capability times ten.
    architecture: u32,
    multiprocessors: u32,
    /// The driver's CUDA version as it tells it: 13000 is 13.0.
    driver: i32,
    limits: Limits,
    context: Context,
    priorities: Priorities,
    /// Kernels, copies of memory that kernels know, and frees.
    work: Stream,
    /// Filling of memory that no kernel knows yet, so that it waits for none.
    copies: Stream,
    allocator: Allocator,
    mapped: Mutex<Arena>,
    /// By the artifact's address.
    modules: Mutex<BTreeMap<usize, Arc<Module>>>,
    /// What was loaded from texts of artifacts, by the text's address.
    images: Mutex<BTreeMap<usize, Image>>,
    residents: Mutex<Residents>,
    departures: Mutex<Departures>,
    /// Locked before `residents`, `modules` and `mapped`.
    parking: Mutex<Parking>,
    clock: Clock,
}

/// Largest launches.
#[derive(Clone, Copy, Debug)]
struct Limits {
    grid: [u32; 3],
    block: [u32; 3],
    /// Static shared memory of a block.
    shared_bytes: u32,
    /// Registers of a block.
    registers: u32,
    /// Threads that a multiprocessor runs at the same time.
    threads_together: u32,
    /// Blocks likewise.
    blocks_together: u32,
    /// Registers of a multiprocessor.
    registers_together: u32,
    /// Bytes of shared memory of a multiprocessor.
    shared_together: u32,
    /// Shared memory of a block in bytes, if it asks for more than usual.
    most_shared_bytes: u32,
}

/// Locks; what a panicking thread left is consistent, since no guard is held across a change of several parts.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Device {
    /// Opens GPU number `ordinal`.
    ///
    /// # Errors
    /// [`Error::NoDriver`], [`Error::NoDevice`], or the driver's; never a panic.
    pub(crate) async fn open(ordinal: usize) -> Result<Self, Error> {
        let worker = Worker::start("ringkernel-cuda")?;
        // Opening takes a good part of a second.
        let opened = worker.submit(move |_| -> Result<_, Error> {
            let inner = Inner::open(ordinal)?;
            inner.context.bind()?;
            Ok((inner, Report::create(inner)?))
        })?;
        let (inner, report) = opened.wait().await??;
        Ok(Self {
            inner,
            worker,
            launches: Arc::default(),
            report: Arc::new(Mutex::new(report)),
        })
    }

    /// Memory with a copy of `bytes`; waits for no kernel.
    pub(crate) fn upload(&self, bytes: &[u8]) -> Result<Memory, Error> {
        Memory::of(self.inner, bytes)
    }

    /// Memory of zeros; waits for no kernel.
    pub(crate) fn zeroed(&self, bytes: usize) -> Result<Memory, Error> {
        Memory::zeroed(self.inner, bytes)
    }

    /// Reads the memory once all earlier jobs are done.
    pub(crate) fn download(
        &self,
        memory: Arc<Memory>,
    ) -> Result<Answer<Result<Vec<u8>, Error>>, Error> {
        self.check_home(&memory)?;
        self.worker.submit(move |_| memory.read())
    }

    /// Overwrites the start of the memory once all earlier jobs are done. A failure shows at the next job, as failures
    /// of copies do not go away.
    pub(crate) fn write(&self, memory: Arc<Memory>, bytes: Vec<u8>) -> Result<(), Error> {
        self.check_home(&memory)?;
        self.worker.submit(move |_| memory.write(&bytes))?;
        Ok(())
    }

    /// Runs a grid kernel after all earlier jobs.
    pub(crate) fn run(
        &self,
        artifact: &'static Artifact,
        arguments: Vec<Argument>,
        shape: Shape,
        scope: Scope,
    ) -> Result<Answer<Result<(), Error>>, Error> {
        let (inner, report) = (self.inner, self.report.clone());
        let sink = Sink::here(artifact);
        self.worker.submit(move |_| {
            scope.during(|| inner.run(&report, artifact, &arguments, shape, &sink))
        })
    }

    /// Runs steps of a stencil after all earlier jobs.
    pub(crate) fn step(&self, sweep: Sweep) -> Result<Answer<Steps>, Error> {
        let sink = Sink::here(sweep.artifact);
        let (inner, report) = (self.inner, self.report.clone());
        self.worker.submit(move |stop| {
            sweep
                .scope
                .during(|| sweep::run(inner, &report, &sweep, &sink, stop))
        })
    }

    /// How steps of a stencil are computed.
    ///
    /// # Errors
    /// [`Error::Schedule`].
    pub(crate) fn schedule(
        &self,
        artifact: &'static Artifact,
        extent: Extent,
        asked: Schedule,
    ) -> Result<Chosen, Error> {
        Chosen::on_gpu(artifact, extent, asked, self.inner.gpu())
    }

    /// Launches seats for actors after all earlier jobs: the kernel is on its way when the answer comes.
    pub(crate) fn pool(
        &self,
        artifact: &'static Artifact,
        shape: PoolShape,
        sink: Sink,
        scope: Scope,
        grant: Grant,
    ) -> Result<Answer<Result<Arc<Pool>, Error>>, Error> {
        let (inner, launches) = (self.inner, self.launches.clone());
        self.worker.submit(move |_| {
            let pool = scope.during(|| Pool::launch(inner, artifact, shape, sink, grant))?;
            let mut launches = lock(&launches);
            launches.retain(|launch| launch.strong_count() > 0);
            launches.push(pool.tenant());
            Ok(pool)
        })
    }

    /// How many priorities it tells apart.
    pub(crate) fn priorities(&self) -> u32 {
        self.inner.priorities.count()
    }

    /// What is taken of the device now.
    pub(crate) fn footprint(&self) -> Result<Footprint, Error> {
        self.inner.context.bind()?;
        let device = self.inner.allocator.used_bytes(self.inner)?;
        let (mapped, chunks) = lock(&self.inner.mapped).bytes();
        let residents = lock(&self.inner.residents);
        Ok(Footprint {
            device,
            mapped: mapped as u64,
            chunks: chunks as u64,
            blocks: residents.blocks(),
            launches: residents.launches()?,
        })
    }

    /// How its clock stands beside the host's, once an actor has begun.
    pub(crate) fn alignment(&self) -> Option<Alignment> {
        self.inner.clock.alignment()
    }

    /// Ends all jobs and persistent launches, for good.
    pub(crate) async fn stop(&self) -> Result<(), Error> {
        let (inner, launches) = (self.inner, self.launches.clone());
        let ended = self.worker.submit(move |_| {
            inner.context.bind()?;
            inner.end_all(&lock(&launches))
        });
        // Behind that job, which takes less time than this waits.
        self.worker.stop().await?;
        match ended {
            Ok(ended) => ended.wait().await?,
            // It was done before.
            Err(_) => Ok(()),
        }
    }

    fn check_home(&self, memory: &Memory) -> Result<(), Error> {
        if memory.is_of(self.inner) {
            Ok(())
        } else {
            Err(Error::ForeignBuffer)
        }
    }
}

impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (major, minor) = cuda_version(self.inner.driver);
        write!(
            f,
            "{}, compute capability {}, {} multiprocessors, driver for CUDA {major}.{minor}",
            self.inner.name,
            Capability(self.inner.architecture),
            self.inner.multiprocessors
        )
    }
}

impl Inner {
    /// The GPU with this number, opened now if it was not yet.
    fn open(ordinal: usize) -> Result<&'static Self, Error> {
        let mut opened = lock(&OPENED);
        if let Some(inner) = opened.get(&ordinal) {
            return Ok(inner);
        }
        driver::probe()?;
        // SAFETY: may be called any number of times; 0 is the only flag.
        match unsafe { sys::cuInit(0) } {
            sys::CUresult::CUDA_ERROR_NO_DEVICE => {
                return Err(Error::NoDevice { ordinal, found: 0 })
            }
            result => check("cuInit", result)?,
        }
        let found = device_count()?;
        let device = match i32::try_from(ordinal) {
            Ok(number) if ordinal < found => device_handle(number)?,
            Ok(_) | Err(_) => return Err(Error::NoDevice { ordinal, found }),
        };
        let context = Context::retain(device)?;
        let inner = match Self::make(device, context) {
            Ok(inner) => Box::leak(Box::new(inner)),
            Err(error) => {
                // SAFETY: pairs with the retain above; nothing made in the context was kept. There is nobody to tell of
                // a second failure.
                let _ = unsafe { sys::cuDevicePrimaryCtxRelease_v2(device) };
                return Err(error);
            }
        };
        opened.insert(ordinal, inner);
        Ok(inner)
    }

    fn make(device: sys::CUdevice, context: Context) -> Result<Self, Error> {
        use sys::CUdevice_attribute as Attribute;
        context.bind()?;
        let read = |attribute| device_attribute(device, attribute);
        let major = read(Attribute::CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)?;
        let minor = read(Attribute::CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR)?;
        let has_pools = read(Attribute::CU_DEVICE_ATTRIBUTE_MEMORY_POOLS_SUPPORTED)? != 0;
        let priorities = Priorities::query()?;
        Ok(Self {
            name: device_name(device)?,
            architecture: major * 10 + minor,
            multiprocessors: read(Attribute::CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT)?,
            driver: driver_version()?,
            limits: Limits {
                grid: [
                    read(Attribute::CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_X)?,
                    read(Attribute::CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_Y)?,
                    read(Attribute::CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_Z)?,
                ],
                block: [
                    read(Attribute::CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_X)?,
                    read(Attribute::CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_Y)?,
                    read(Attribute::CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_Z)?,
                ],
                shared_bytes: read(Attribute::CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK)?,
                registers: read(Attribute::CU_DEVICE_ATTRIBUTE_MAX_REGISTERS_PER_BLOCK)?,
                threads_together: read(
                    Attribute::CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_MULTIPROCESSOR,
                )?,
                blocks_together: read(
                    Attribute::CU_DEVICE_ATTRIBUTE_MAX_BLOCKS_PER_MULTIPROCESSOR,
                )?,
                registers_together: read(
                    Attribute::CU_DEVICE_ATTRIBUTE_MAX_REGISTERS_PER_MULTIPROCESSOR,
                )?,
                shared_together: read(
                    Attribute::CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_MULTIPROCESSOR,
                )?,
                most_shared_bytes: read(
                    Attribute::CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN,
                )?,
            },
            context,
            work: Stream::create(priorities, Priority::LOWEST)?,
            copies: Stream::create(priorities, Priority::LOWEST)?,
            priorities,
            allocator: Allocator::create(device, has_pools)?,
            mapped: Mutex::new(Arena::create()?),
            modules: Mutex::default(),
            images: Mutex::default(),
            residents: Mutex::new(Residents::create(priorities)?),
            departures: Mutex::default(),
            parking: Mutex::default(),
            clock: Clock::default(),
        })
    }

    /// The loaded device code of `artifact`.
    fn module(&self, artifact: &'static Artifact) -> Result<Arc<Module>, Error> {
        let key = ptr::from_ref(artifact).addr();
        if let Some(module) = lock(&self.modules).get(&key) {
            return Ok(module.clone());
        }
        Span::load(artifact.name).around(|| self.load(artifact))
    }

    fn load(&self, artifact: &'static Artifact) -> Result<Arc<Module>, Error> {
        let key = ptr::from_ref(artifact).addr();
        let ptx = module::ptx(self, artifact)?;
        self.context.bind()?;
        let mut parking = lock(&self.parking);
        // Another thread may have loaded it meanwhile.
        if let Some(module) = lock(&self.modules).get(&key) {
            return Ok(module.clone());
        }
        // Not under the lock of `modules`: the driver's compiler may take seconds.
        let module = parking.apart(self, || Module::load(self, artifact, &ptx))?;
        let module = Arc::new(module);
        lock(&self.modules).insert(key, module.clone());
        Ok(module)
    }

    /// What decides how stencils are computed.
    fn gpu(&self) -> Gpu {
        Gpu {
            multiprocessors: self.multiprocessors,
            blocks: self.limits.grid,
        }
    }

    /// Launches a grid kernel and waits for it.
    fn run(
        &'static self,
        report: &Mutex<Report>,
        artifact: &'static Artifact,
        arguments: &[Argument],
        shape: Shape,
        sink: &Sink,
    ) -> Result<(), Error> {
        self.context.bind()?;
        let module = self.module(artifact)?;
        launch::check_shape(&self.limits, &module, shape)?;
        // A block has at most 1024 threads, and its dynamic arrays fit what any block may have.
        self.check_place(
            &module,
            shape.threads() as u32,
            launch::dynamic_bytes(&module, shape) as u32,
        )?;
        let mut report = lock(report);
        // Held until the launch has ended: on a multiprocessor that an actor takes before all blocks are there, the last
        // of them would wait for ever, and so would the others for it.
        let mut alone = None;
        if together::is_asked_for(artifact) {
            alone = Some(lock(&self.parking));
            together::check_fits(self, &module, shape)?;
            report.make_room(shape.blocks())?;
        }
        report.listen(sink)?;
        let mut pack = launch::pack(self, report.environment(artifact, 0), arguments)?;
        pack.push_lengths(shape.shared);
        match &mut alone {
            Some(parking) => parking.launch(self, &module, || {
                launch::enqueue(&module, self.work, shape, &mut pack)
            })?,
            None => self.enqueue(&module, self.work, shape, &mut pack)?,
        }
        report.mark(Half::First)?;
        report.wait(Half::First)?;
        drop(alone);
        report.hear_all(sink)?;
        match report.take()? {
            Some(found) => Err(found.into_error(artifact)),
            None => Ok(()),
        }
    }
}

fn device_count() -> Result<usize, Error> {
    let mut count = 0;
    // SAFETY: the driver is initialised; it writes a number.
    check("cuDeviceGetCount", unsafe {
        sys::cuDeviceGetCount(&mut count)
    })?;
    Ok(usize::try_from(count).unwrap_or(0))
}

fn device_handle(number: i32) -> Result<sys::CUdevice, Error> {
    let mut device = 0;
    // SAFETY: the driver is initialised; it writes a handle.
    check("cuDeviceGet", unsafe {
        sys::cuDeviceGet(&mut device, number)
    })?;
    Ok(device)
}

fn device_attribute(
    device: sys::CUdevice,
    attribute: sys::CUdevice_attribute,
) -> Result<u32, Error> {
    let mut value = 0;
    // SAFETY: `device` came from `cuDeviceGet`; the driver writes a number.
    check("cuDeviceGetAttribute", unsafe {
        sys::cuDeviceGetAttribute(&mut value, attribute, device)
    })?;
    Ok(u32::try_from(value).unwrap_or(0))
}

fn device_name(device: sys::CUdevice) -> Result<String, Error> {
    let mut name = [0_u8; 256];
    // SAFETY: `device` came from `cuDeviceGet`; the driver writes at most the 256 bytes that it is told of.
    check("cuDeviceGetName", unsafe {
        sys::cuDeviceGetName(name.as_mut_ptr().cast(), 256, device)
    })?;
    Ok(CStr::from_bytes_until_nul(&name)
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default())
}

fn driver_version() -> Result<i32, Error> {
    let mut version = 0;
    // SAFETY: the driver writes a number.
    check("cuDriverGetVersion", unsafe {
        sys::cuDriverGetVersion(&mut version)
    })?;
    Ok(version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn opening_without_a_driver_or_gpu_is_a_typed_error() {
        // A number that no machine has, so that this says the same where there are GPUs.
        let error = Device::open(1_000_000).await.unwrap_err();
        // SAFETY: opening the driver's library runs its initialisers, which ask nothing of their caller.
        if unsafe { sys::is_culib_present() } {
            assert!(matches!(error, Error::NoDevice { .. } | Error::Cuda { .. }));
        } else {
            assert_eq!(error, Error::NoDriver);
        }
    }
}
