//! What a ring kernel asks its `RingContext`.

use super::row::rows;

rows! {
    RingThreadId None [Ring "thread_id", Ring "thread_idx"] () -> I32, Pure Exact, "(i32)threadIdx.x" 0, "gpu::ring::RingContext::thread_id";
    RingBlockId None [Ring "block_id", Ring "block_idx"] () -> I32, Pure Exact, "(i32)blockIdx.x" 0, "gpu::ring::RingContext::block_id";
    RingGlobalThreadId None [Ring "global_thread_id", Ring "global_id"] () -> I32, Pure Exact, "(i32)(blockIdx.x * blockDim.x + threadIdx.x)" 0, "gpu::ring::RingContext::global_thread_id";
    RingLaneId None [Ring "lane_id"] () -> I32, Pure Exact, "(i32)(threadIdx.x % 32)" 0, "gpu::ring::RingContext::lane_id";
    RingWarpId None [Ring "warp_id"] () -> I32, Pure Exact, "(i32)(threadIdx.x / 32)" 0, "gpu::ring::RingContext::warp_id";
    RingMessageTime None [Ring "message_time"] () -> U64, Pure Exact, "rk_message_time()" 0, "gpu::ring::RingContext::message_time";
    RingShuffle WideNumber [Ring "warp_shuffle", Ring "shuffle"] (T, I32) -> T, Warp Exact, "rk_shfl_all" 0, "gpu::warp::warp_shfl";
}
