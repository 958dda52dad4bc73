//! Who a thread is: its place in the block, the block's place in the grid, and their sizes.

use super::row::rows;

rows! {
    ThreadIdxX None [Function "thread_idx_x"] () -> I32, Pure Exact, "(i32)threadIdx.x" 0, "gpu::index::thread_idx_x";
    ThreadIdxY None [Function "thread_idx_y"] () -> I32, Pure Exact, "(i32)threadIdx.y" 0, "gpu::index::thread_idx_y";
    ThreadIdxZ None [Function "thread_idx_z"] () -> I32, Pure Exact, "(i32)threadIdx.z" 0, "gpu::index::thread_idx_z";
    BlockIdxX None [Function "block_idx_x"] () -> I32, Pure Exact, "(i32)blockIdx.x" 0, "gpu::index::block_idx_x";
    BlockIdxY None [Function "block_idx_y"] () -> I32, Pure Exact, "(i32)blockIdx.y" 0, "gpu::index::block_idx_y";
    BlockIdxZ None [Function "block_idx_z"] () -> I32, Pure Exact, "(i32)blockIdx.z" 0, "gpu::index::block_idx_z";
    BlockDimX None [Function "block_dim_x"] () -> I32, Pure Exact, "(i32)blockDim.x" 0, "gpu::index::block_dim_x";
    BlockDimY None [Function "block_dim_y"] () -> I32, Pure Exact, "(i32)blockDim.y" 0, "gpu::index::block_dim_y";
    BlockDimZ None [Function "block_dim_z"] () -> I32, Pure Exact, "(i32)blockDim.z" 0, "gpu::index::block_dim_z";
    GridDimX None [Function "grid_dim_x"] () -> I32, Pure Exact, "(i32)gridDim.x" 0, "gpu::index::grid_dim_x";
    GridDimY None [Function "grid_dim_y"] () -> I32, Pure Exact, "(i32)gridDim.y" 0, "gpu::index::grid_dim_y";
    GridDimZ None [Function "grid_dim_z"] () -> I32, Pure Exact, "(i32)gridDim.z" 0, "gpu::index::grid_dim_z";
}
