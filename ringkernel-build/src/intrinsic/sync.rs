//! Waiting for the other threads of a block.

use super::row::rows;

rows! {
    SyncThreads None [Function "sync_threads", Block "sync", Ring "sync_threads", Ring "synchronize"] () -> Unit, Barrier Exact, "__syncthreads" 0, "gpu::sync::sync_threads";
    SyncThreadsCount None [Function "sync_threads_count"] (Bool) -> I32, Barrier Exact, "__syncthreads_count" 0, "gpu::sync::sync_threads_count";
    SyncThreadsAnd None [Function "sync_threads_and"] (Bool) -> Bool, Barrier Exact, "__syncthreads_and" 0, "gpu::sync::sync_threads_and";
    SyncThreadsOr None [Function "sync_threads_or"] (Bool) -> Bool, Barrier Exact, "__syncthreads_or" 0, "gpu::sync::sync_threads_or";
}
