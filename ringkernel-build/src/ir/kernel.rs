//! Kernels: a function and what launches it.

use super::{Function, Handle, Local};

/// An entry point of the GPU.
#[derive(Clone, Debug)]
pub struct Kernel {
    /// The artifact key, which is also the file name of what is generated.
    pub key: String,
    /// Parameters and body.
    pub function: Function,
    /// What launches it.
    pub kind: KernelKind,
    /// Which exactness it gives up.
    pub fast: Fast,
}

/// What `fast(...)` gives up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fast {
    /// Contraction of `a * b + c` is allowed.
    pub contract: bool,
    /// Denormals may be flushed.
    pub ftz: bool,
    /// f32 division and square root may be approximate.
    pub approx: bool,
}

/// The three kinds of kernel.
#[derive(Clone, Debug)]
pub enum KernelKind {
    /// `#[kernel]`: slices and scalars over a grid of threads.
    Grid(GridSpec),
    /// `#[stencil]`: the body runs for each cell of a grid.
    Stencil(StencilSpec),
    /// `#[ring_kernel]`: the body answers a message.
    Ring(RingSpec),
}

/// What is particular to a grid kernel: nothing yet besides its parameters.
#[derive(Clone, Debug, Default)]
pub struct GridSpec {}

/// What is particular to a stencil.
#[derive(Clone, Debug)]
pub struct StencilSpec {
    /// 2 or 3: 3 when the body looks along z, asks for z or depth, or the tile has three numbers.
    pub dimensions: u32,
    /// The `GridPos` parameter.
    pub position: Handle<Local>,
    /// Threads of a block on each axis, if said.
    pub tile: Option<[u32; 3]>,
    /// The declared halo, if said.
    pub halo: Option<u32>,
    /// Pairs of field parameters that change roles after each step.
    pub swap: Vec<(Handle<Local>, Handle<Local>)>,
}

/// What is particular to a ring kernel.
#[derive(Clone, Debug)]
pub struct RingSpec {
    /// The `&RingContext` parameter.
    pub context: Handle<Local>,
    /// The `&mut S` parameter, if there is one.
    pub state: Option<Handle<Local>>,
    /// The `&M` parameter.
    pub message: Handle<Local>,
    /// Threads of the block.
    pub block_size: u32,
    /// Slots of each queue.
    pub queue_capacity: u32,
    /// Messages carry timestamps.
    pub hlc: bool,
    /// Exchanges messages with other kernels.
    pub k2k: bool,
    /// Who answers a message, if said.
    pub per: Option<Granularity>,
}

/// Who answers a message of a ring kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Granularity {
    /// Each thread one of its own.
    Thread,
    /// The lanes of a warp together.
    Warp,
    /// All threads of the block together.
    Block,
}
