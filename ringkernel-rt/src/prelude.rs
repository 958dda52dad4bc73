//! Everything that kernels and the programs around them name: `use ringkernel_rt::prelude::*;`.

pub use crate::actor::{Actor, LaunchOptions};
pub use crate::buffer::Buffer;
pub use crate::error::{Error, Fault, FaultKind};
pub use crate::gpu::index::{
    block_dim_x, block_dim_y, block_dim_z, block_idx_x, block_idx_y, block_idx_z, grid_dim_x,
    grid_dim_y, grid_dim_z, thread_idx_x, thread_idx_y, thread_idx_z,
};
pub use crate::gpu::sync::sync_threads;
pub use crate::gpu::{GridPos, RingContext};
pub use crate::launch::Launch;
pub use crate::layout::GpuType;
pub use crate::message::RingMessage;
pub use crate::runtime::{Backend, RingKernel};
pub use crate::stencil::{Boundary, Field, Grid, Simulation};
pub use ringkernel_macros::{device, kernel, ring_kernel, stencil, GpuType, RingMessage};
