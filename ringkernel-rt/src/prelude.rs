//! Everything that kernels and the programs around them name: `use ringkernel_rt::prelude::*;`.

pub use crate::actor::{Actor, Idle, LaunchOptions, Pool, Priority};
pub use crate::buffer::Buffer;
pub use crate::dead::{DeadLetter, DeadLetters};
pub use crate::error::{Error, Fault, FaultKind};
pub use crate::gpu::atomic::*;
pub use crate::gpu::block::{
    block_exclusive_max, block_exclusive_min, block_exclusive_sum, block_inclusive_max,
    block_inclusive_min, block_inclusive_sum, block_reduce_and, block_reduce_max, block_reduce_min,
    block_reduce_or, block_reduce_sum, block_reduce_xor, grid_exclusive_max, grid_exclusive_min,
    grid_exclusive_sum, grid_inclusive_max, grid_inclusive_min, grid_inclusive_sum,
    grid_reduce_and, grid_reduce_max, grid_reduce_min, grid_reduce_or, grid_reduce_sum,
    grid_reduce_xor, reduce_and_broadcast, reduce_broadcast, sync_grid,
};
pub use crate::gpu::float::*;
pub use crate::gpu::group::{
    this_block, this_grid, this_warp, tiled, ThreadBlock, ThreadGrid, Tile,
};
pub use crate::gpu::index::{
    block_dim_x, block_dim_y, block_dim_z, block_idx_x, block_idx_y, block_idx_z, grid_dim_x,
    grid_dim_y, grid_dim_z, thread_idx_x, thread_idx_y, thread_idx_z,
};
pub use crate::gpu::integer::*;
pub use crate::gpu::memory::*;
pub use crate::gpu::narrow::{bf16, f16, F8E4M3, F8E5M2};
pub use crate::gpu::number::*;
pub use crate::gpu::sync::{sync_threads, sync_threads_and, sync_threads_count, sync_threads_or};
pub use crate::gpu::warp::{
    active_mask, ballot, lane_id, sync_warp, warp_active_mask, warp_all, warp_any, warp_ballot,
    warp_exclusive_max, warp_exclusive_min, warp_exclusive_sum, warp_id, warp_inclusive_max,
    warp_inclusive_min, warp_inclusive_sum, warp_match_all, warp_match_any, warp_reduce_add,
    warp_reduce_and, warp_reduce_max, warp_reduce_min, warp_reduce_or, warp_reduce_xor, warp_shfl,
    warp_shfl_down, warp_shfl_up, warp_shfl_xor, warp_shuffle, warp_shuffle_down, warp_shuffle_up,
    warp_shuffle_xor, warp_size,
};
pub use crate::gpu::{GridPos, RingContext};
pub use crate::launch::Launch;
pub use crate::layout::GpuType;
pub use crate::message::RingMessage;
pub use crate::registry::Registry;
pub use crate::runtime::{Backend, RingKernel};
pub use crate::schedule::Schedule;
pub use crate::shared;
pub use crate::stencil::{Boundary, Field, Grid, Simulation};
pub use crate::supervisor::{Child, Restart, Strategy, Supervision, Supervisor};
pub use crate::{log_debug, log_error, log_info, log_trace, log_warn};
pub use ringkernel_macros::{device, kernel, ring_kernel, stencil, GpuType, RingMessage};
