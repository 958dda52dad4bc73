//! What the threads of a block, or of all blocks, do together.

use super::row::rows;

rows! {
    BlockReduceSum WideNumber [Function "block_reduce_sum", Block "reduce_sum"] (T) -> T, Barrier Exact, "rk_block_reduce_sum" 0, "gpu::block::block_reduce_sum";
    BlockReduceMin WideNumber [Function "block_reduce_min", Block "reduce_min"] (T) -> T, Barrier Exact, "rk_block_reduce_min" 0, "gpu::block::block_reduce_min";
    BlockReduceMax WideNumber [Function "block_reduce_max", Block "reduce_max"] (T) -> T, Barrier Exact, "rk_block_reduce_max" 0, "gpu::block::block_reduce_max";
    BlockReduceAnd Logic [Function "block_reduce_and", Block "reduce_and"] (T) -> T, Barrier Exact, "rk_block_reduce_and" 0, "gpu::block::block_reduce_and";
    BlockReduceOr Logic [Function "block_reduce_or", Block "reduce_or"] (T) -> T, Barrier Exact, "rk_block_reduce_or" 0, "gpu::block::block_reduce_or";
    BlockReduceXor Logic [Function "block_reduce_xor", Block "reduce_xor"] (T) -> T, Barrier Exact, "rk_block_reduce_xor" 0, "gpu::block::block_reduce_xor";
    BlockInclusiveSum WideNumber [Function "block_inclusive_sum", Block "inclusive_sum"] (T) -> T, Barrier Exact, "rk_block_inclusive_sum" 0, "gpu::block::block_inclusive_sum";
    BlockExclusiveSum WideNumber [Function "block_exclusive_sum", Block "exclusive_sum"] (T) -> T, Barrier Exact, "rk_block_exclusive_sum" 0, "gpu::block::block_exclusive_sum";
    BlockInclusiveMin WideNumber [Function "block_inclusive_min", Block "inclusive_min"] (T) -> T, Barrier Exact, "rk_block_inclusive_min" 0, "gpu::block::block_inclusive_min";
    BlockExclusiveMin WideNumber [Function "block_exclusive_min", Block "exclusive_min"] (T) -> T, Barrier Exact, "rk_block_exclusive_min" 0, "gpu::block::block_exclusive_min";
    BlockInclusiveMax WideNumber [Function "block_inclusive_max", Block "inclusive_max"] (T) -> T, Barrier Exact, "rk_block_inclusive_max" 0, "gpu::block::block_inclusive_max";
    BlockExclusiveMax WideNumber [Function "block_exclusive_max", Block "exclusive_max"] (T) -> T, Barrier Exact, "rk_block_exclusive_max" 0, "gpu::block::block_exclusive_max";
    GridReduceSum WideNumber [Function "grid_reduce_sum", Grid "reduce_sum", Function "reduce_and_broadcast", Function "reduce_broadcast"] (T) -> T, Grid Exact, "rk_grid_reduce_sum" 0, "gpu::block::grid_reduce_sum";
    GridReduceMin WideNumber [Function "grid_reduce_min", Grid "reduce_min"] (T) -> T, Grid Exact, "rk_grid_reduce_min" 0, "gpu::block::grid_reduce_min";
    GridReduceMax WideNumber [Function "grid_reduce_max", Grid "reduce_max"] (T) -> T, Grid Exact, "rk_grid_reduce_max" 0, "gpu::block::grid_reduce_max";
    GridReduceAnd Logic [Function "grid_reduce_and", Grid "reduce_and"] (T) -> T, Grid Exact, "rk_grid_reduce_and" 0, "gpu::block::grid_reduce_and";
    GridReduceOr Logic [Function "grid_reduce_or", Grid "reduce_or"] (T) -> T, Grid Exact, "rk_grid_reduce_or" 0, "gpu::block::grid_reduce_or";
    GridReduceXor Logic [Function "grid_reduce_xor", Grid "reduce_xor"] (T) -> T, Grid Exact, "rk_grid_reduce_xor" 0, "gpu::block::grid_reduce_xor";
    GridInclusiveSum WideNumber [Function "grid_inclusive_sum", Grid "inclusive_sum"] (T) -> T, Grid Exact, "rk_grid_inclusive_sum" 0, "gpu::block::grid_inclusive_sum";
    GridExclusiveSum WideNumber [Function "grid_exclusive_sum", Grid "exclusive_sum"] (T) -> T, Grid Exact, "rk_grid_exclusive_sum" 0, "gpu::block::grid_exclusive_sum";
    GridInclusiveMin WideNumber [Function "grid_inclusive_min", Grid "inclusive_min"] (T) -> T, Grid Exact, "rk_grid_inclusive_min" 0, "gpu::block::grid_inclusive_min";
    GridExclusiveMin WideNumber [Function "grid_exclusive_min", Grid "exclusive_min"] (T) -> T, Grid Exact, "rk_grid_exclusive_min" 0, "gpu::block::grid_exclusive_min";
    GridInclusiveMax WideNumber [Function "grid_inclusive_max", Grid "inclusive_max"] (T) -> T, Grid Exact, "rk_grid_inclusive_max" 0, "gpu::block::grid_inclusive_max";
    GridExclusiveMax WideNumber [Function "grid_exclusive_max", Grid "exclusive_max"] (T) -> T, Grid Exact, "rk_grid_exclusive_max" 0, "gpu::block::grid_exclusive_max";
    SyncGrid None [Function "sync_grid", Grid "sync"] () -> Unit, Grid Exact, "rk_sync_grid" 0, "gpu::block::sync_grid";
}
