//! Waiting for the other threads of a block.

use super::row::rows;

rows! {
    SyncThreads None [Function "sync_threads", Ring "sync_threads", Ring "synchronize"] () -> Unit, Barrier Exact, "__syncthreads" 0, "gpu::sync::sync_threads";
}
