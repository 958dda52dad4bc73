//! Kernels in the syntax tree, with the options of their attributes.

use proc_macro2::Span;

use super::ast::{Argument, Function, Ident, Spanned};

/// An entry point of the GPU.
#[derive(Clone, Debug)]
pub struct Kernel {
    /// What launches it, with that kind's options.
    pub kind: Kind,
    /// The function under the attribute.
    pub function: Function,
}

/// The three kinds of kernel, each with the options of its attribute.
#[derive(Clone, Debug)]
pub enum Kind {
    /// `#[kernel]`.
    Grid(GridOptions),
    /// `#[stencil]`.
    Stencil(StencilOptions),
    /// `#[ring_kernel]`.
    Ring(RingOptions),
}

impl Kind {
    /// `max_registers = n`.
    #[must_use]
    pub fn max_registers(&self) -> Option<&Spanned<u32>> {
        match self {
            Self::Grid(options) => options.max_registers.as_ref(),
            Self::Stencil(options) => options.max_registers.as_ref(),
            Self::Ring(options) => options.max_registers.as_ref(),
        }
    }
}

/// What `fast(...)` gives up: `contract`, `ftz`, `approx`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fast {
    /// `a * b + c` may become one fused operation.
    pub contract: bool,
    /// Denormal f32 values may become zero.
    pub ftz: bool,
    /// f32 division and square root may be approximate.
    pub approx: bool,
}

/// Options of `#[kernel(...)]`.
#[derive(Clone, Debug, Default)]
pub struct GridOptions {
    /// `instances(..)`: the generic arguments for which the kernel is made.
    pub instances: Option<Vec<Instance>>,
    /// `fast(...)`.
    pub fast: Fast,
    /// `max_registers = n`: the build fails where a thread takes more.
    pub max_registers: Option<Spanned<u32>>,
}

/// Generic arguments for which a kernel is made.
#[derive(Clone, Debug)]
pub struct Instance {
    /// The arguments in order.
    pub arguments: Vec<Argument>,
    /// The arguments as written, with commas between.
    pub written: proc_macro2::TokenStream,
    /// Where they stand.
    pub span: Span,
}

/// Options of `#[stencil(...)]`.
#[derive(Clone, Debug, Default)]
pub struct StencilOptions {
    /// `fast(...)`.
    pub fast: Fast,
    /// `max_registers = n`: the build fails where a thread takes more.
    pub max_registers: Option<Spanned<u32>>,
    /// `tile = (x, y[, z])`: threads of a block on each axis.
    pub tile: Option<Spanned<Vec<u32>>>,
    /// `halo = n`: the declared reach, which must cover the inferred one.
    pub halo: Option<Spanned<u32>>,
    /// `swap(a, b)`: pairs of fields that change roles after each step.
    pub swap: Vec<(Ident, Ident)>,
}

/// Options of `#[ring_kernel(...)]`.
#[derive(Clone, Debug)]
pub struct RingOptions {
    /// `fast(...)`.
    pub fast: Fast,
    /// `max_registers = n`: the build fails where a thread takes more.
    pub max_registers: Option<Spanned<u32>>,
    /// `block_size = n`, 1 to 1024; 128 by default.
    pub block_size: u32,
    /// `queue_capacity = n`, a power of two; 1024 by default.
    pub queue_capacity: u32,
    /// `hlc`: messages carry hybrid logical clock timestamps.
    pub hlc: bool,
    /// `k2k`: may exchange messages with other kernels.
    pub k2k: bool,
    /// `per = thread | warp | block`: who answers a message, if said.
    pub per: Option<Spanned<Granularity>>,
}

/// Who answers a message of a ring kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Granularity {
    /// Each thread one of its own.
    Thread,
    /// The lanes of a warp together; other warps answer others.
    Warp,
    /// All threads of the block together.
    Block,
}

impl Granularity {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Thread, Self::Warp, Self::Block];

    /// The word that stands for it in an attribute.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Thread => "thread",
            Self::Warp => "warp",
            Self::Block => "block",
        }
    }
}
