//! Fences, hints to the caches, and the clock.

use super::row::rows;

rows! {
    ThreadFence None [Function "thread_fence"] () -> Unit, Memory Exact, "rk_fence<RK_DEVICE>" 0, "gpu::memory::thread_fence";
    ThreadFenceBlock None [Function "thread_fence_block"] () -> Unit, Memory Exact, "rk_fence<RK_BLOCK>" 0, "gpu::memory::thread_fence_block";
    ThreadFenceSystem None [Function "thread_fence_system"] () -> Unit, Memory Exact, "rk_fence<RK_SYSTEM>" 0, "gpu::memory::thread_fence_system";
    Ldg WideNumber [Function "ldg", Function "load_global"] (Shared) -> T, Memory Exact, "rk_ldg" 0, "gpu::memory::ldg";
    LoadStreaming WideNumber [Function "load_streaming"] (Shared) -> T, Memory Exact, "rk_load_streaming" 0, "gpu::memory::load_streaming";
    StoreStreaming WideNumber [Function "store_streaming"] (Mutable, T) -> Unit, Memory Exact, "rk_store_streaming" 0, "gpu::memory::store_streaming";
    PrefetchL1 WideNumber [Function "prefetch_l1"] (Shared) -> Unit, Memory Exact, "rk_prefetch_l1" 0, "gpu::memory::prefetch_l1";
    PrefetchL2 WideNumber [Function "prefetch_l2"] (Shared) -> Unit, Memory Exact, "rk_prefetch_l2" 0, "gpu::memory::prefetch_l2";
    Clock None [Function "clock"] () -> U32, Memory Exact, "rk_clock" 0, "gpu::memory::clock";
    Clock64 None [Function "clock64", Ring "now", Ring "timestamp"] () -> U64, Memory Exact, "rk_clock64" 0, "gpu::memory::clock64";
    Nanosleep None [Function "nanosleep", Ring "nanosleep"] (U32) -> Unit, Memory Exact, "rk_nanosleep" 70, "gpu::memory::nanosleep";
}
