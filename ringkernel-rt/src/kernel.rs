//! What the macros implement for the handle of each kernel.
//!
//! A user never writes these impls; the traits are public because generated code and generic code name them.

use crate::artifact::{Artifact, Per, Plan};
use crate::backend::cpu;
use crate::buffer::AnyBuffer;
use crate::error::Error;
use crate::gpu::{RefMut, RingContext, Row};
use crate::layout::{GpuType, TypeLayout};
use crate::message::RingMessage;
use crate::queue::layout::{Frame, Times};
use crate::runtime::RingKernel;

/// The handle of a `#[kernel]`.
#[diagnostic::on_unimplemented(
    message = "there is no kernel `{Self}`",
    label = "not one of the kernel's instances",
    note = "a generic kernel is made for the types that its attribute lists: `#[kernel(instances(f32, f64))]`"
)]
pub trait GridKernel: Sized + 'static {
    /// Its device code.
    const ARTIFACT: &'static Artifact;

    /// The function with its arguments taken out of `args` in order; each call runs one lane.
    fn bind<'a>(args: &'a cpu::Arguments) -> impl Fn() + Send + Sync + 'a;
}

/// Stands for the handle of a kernel whose device code was made at run time.
#[doc(hidden)]
#[derive(Debug)]
pub enum Made {}

/// The handle of a `#[stencil]`; its value `Params { .. }` carries the scalar parameters.
pub trait StencilKernel: Sized + Send + Sync + 'static {
    /// Its device code.
    const ARTIFACT: &'static Artifact;
    /// Slice parameters in order.
    const FIELDS: &'static [FieldSpec];
    /// Pairs of fields, by position in `FIELDS`, that change roles after each step.
    const SWAPS: &'static [(usize, usize)];
    /// For each parameter of the device function after the environment and the grid, where it comes from.
    fn arguments(&self) -> Vec<StencilArgument>;

    /// The function over the given fields and these parameters; each call computes one row.
    fn bind<'a>(&'a self, fields: &'a cpu::Arguments) -> impl Fn(&Row<'_>) + Send + Sync + 'a;
}

/// A slice parameter of a stencil; made by [`FieldSpec::of`].
#[derive(Clone, Copy, Debug)]
pub struct FieldSpec {
    /// Its name.
    pub name: &'static str,
    /// The element's layout.
    pub layout: TypeLayout,
    /// Whether it is `&mut`.
    pub mutable: bool,
    /// Makes its memory.
    pub(crate) make: Make,
}

/// Makes a field of so many cells, all zero.
type Make = fn(&RingKernel, usize) -> Result<Box<dyn AnyBuffer>, Error>;

impl FieldSpec {
    /// The field with elements of type `T`.
    #[must_use]
    pub const fn of<T: GpuType>(name: &'static str, mutable: bool) -> Self {
        Self {
            name,
            layout: T::LAYOUT,
            mutable,
            make: |runtime, cells| Ok(Box::new(runtime.zeroed::<T>(cells)?)),
        }
    }
}

/// A parameter of a stencil in device order.
#[derive(Clone, Debug)]
pub enum StencilArgument {
    /// The field at this position of `FIELDS`.
    Field(usize),
    /// A scalar or struct, encoded.
    Value(Vec<u8>),
}

impl StencilArgument {
    /// A scalar or struct as the device reads it.
    #[must_use]
    pub fn value<T: GpuType>(value: T) -> Self {
        let mut bytes = vec![0; T::LAYOUT.size];
        value.encode(&mut bytes);
        Self::Value(bytes)
    }
}

/// The handle of a `#[ring_kernel]`.
pub trait ActorKernel: Sized + 'static {
    /// Its device code.
    const ARTIFACT: &'static Artifact;
    /// What its attribute says.
    const OPTIONS: ActorOptions;
    /// The type behind `&mut` in the handler, or `()`.
    type State: GpuType;
    /// The request.
    type Message: RingMessage;
    /// The answer, or `()`.
    type Reply: RingMessage;

    /// Runs the handler in the calling lane.
    fn handle(
        context: &RingContext,
        state: RefMut<'_, Self::State>,
        message: &Self::Message,
    ) -> Self::Reply;
}

/// How an actor's messages and its replies lie in their slots.
pub(crate) const fn frames<K: ActorKernel>() -> [Frame; 2] {
    let message = <K::Message as RingMessage>::LAYOUT.size;
    let reply = <K::Reply as RingMessage>::LAYOUT.size;
    let times = if K::OPTIONS.hlc {
        Times::Carried
    } else {
        Times::Absent
    };
    Frame::pair(message, reply, times)
}

/// Threads of a warp.
const WARP: u32 = 32;

/// Who handles the messages of an actor.
pub(crate) fn per<K: ActorKernel>() -> Per {
    match K::ARTIFACT.plan {
        Plan::Ring { per } => per,
        Plan::Grid { .. } | Plan::Stencil { .. } => Per::Block,
    }
}

/// Threads of an actor's block. Where one lane handles a message, its whole warp reads it.
pub(crate) fn threads<K: ActorKernel>() -> u32 {
    match per::<K>() {
        Per::Lane => K::OPTIONS.block_size.max(WARP),
        Per::Thread | Per::Warp => K::OPTIONS.block_size.next_multiple_of(WARP),
        Per::Block => K::OPTIONS.block_size,
    }
}

/// Threads of an actor's block on the CPU, which answers one message at a time.
pub(crate) fn threads_on_cpu<K: ActorKernel>() -> u32 {
    match per::<K>() {
        Per::Warp => WARP,
        Per::Lane | Per::Thread | Per::Block => threads::<K>(),
    }
}

/// Options of `#[ring_kernel(...)]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActorOptions {
    /// Threads of the block.
    pub block_size: u32,
    /// Slots of each queue, a power of two.
    pub queue_capacity: u32,
    /// Messages carry timestamps.
    pub hlc: bool,
    /// Exchanges messages with other kernels.
    pub k2k: bool,
}
