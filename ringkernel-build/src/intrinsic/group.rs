//! What groups of threads do: methods of `Tile`, `ThreadBlock` and `ThreadGrid`.
//!
//! The first argument of a tile's operation is its width, which the front end knows from the type. What a block or grid
//! does together besides is in [`block`](super::block) and [`sync`](super::sync).

use super::row::rows;

rows! {
    TileRank None [Tile "thread_rank"] (U32) -> U32, Pure Exact, "rk_tile_rank" 0, "gpu::group::tile_rank";
    TileSize None [Tile "size", Tile "num_threads"] (U32) -> U32, Pure Exact, "rk_tile_size" 0, "gpu::group::tile_size";
    TileNumber None [Tile "meta_group_rank"] (U32) -> U32, Pure Exact, "rk_tile_number" 0, "gpu::group::tile_number";
    TileCount None [Tile "meta_group_size"] (U32) -> U32, Pure Exact, "rk_tile_count" 0, "gpu::group::tile_count";
    TileSync None [Tile "sync"] (U32) -> Unit, Tile Exact, "rk_tile_sync" 0, "gpu::group::tile_sync";
    TileAll None [Tile "all"] (U32, Bool) -> Bool, Tile Exact, "rk_tile_all" 0, "gpu::group::tile_all";
    TileAny None [Tile "any"] (U32, Bool) -> Bool, Tile Exact, "rk_tile_any" 0, "gpu::group::tile_any";
    TileBallot None [Tile "ballot"] (U32, Bool) -> U32, Tile Exact, "rk_tile_ballot" 0, "gpu::group::tile_ballot";
    TileMatchAny WideNumber [Tile "match_any"] (U32, T) -> U32, Tile Exact, "rk_tile_match_any" 0, "gpu::group::tile_match_any";
    TileShfl WideNumber [Tile "shfl"] (U32, T, U32) -> T, Tile Exact, "rk_tile_shfl" 0, "gpu::group::tile_shfl";
    TileShflUp WideNumber [Tile "shfl_up"] (U32, T, U32) -> T, Tile Exact, "rk_tile_shfl_up" 0, "gpu::group::tile_shfl_up";
    TileShflDown WideNumber [Tile "shfl_down"] (U32, T, U32) -> T, Tile Exact, "rk_tile_shfl_down" 0, "gpu::group::tile_shfl_down";
    TileShflXor WideNumber [Tile "shfl_xor"] (U32, T, U32) -> T, Tile Exact, "rk_tile_shfl_xor" 0, "gpu::group::tile_shfl_xor";
    TileReduceSum WideNumber [Tile "reduce_sum"] (U32, T) -> T, Tile Exact, "rk_tile_reduce_sum" 0, "gpu::group::tile_reduce_sum";
    TileReduceMin WideNumber [Tile "reduce_min"] (U32, T) -> T, Tile Exact, "rk_tile_reduce_min" 0, "gpu::group::tile_reduce_min";
    TileReduceMax WideNumber [Tile "reduce_max"] (U32, T) -> T, Tile Exact, "rk_tile_reduce_max" 0, "gpu::group::tile_reduce_max";
    TileReduceAnd WideInt [Tile "reduce_and"] (U32, T) -> T, Tile Exact, "rk_tile_reduce_and" 0, "gpu::group::tile_reduce_and";
    TileReduceOr WideInt [Tile "reduce_or"] (U32, T) -> T, Tile Exact, "rk_tile_reduce_or" 0, "gpu::group::tile_reduce_or";
    TileReduceXor WideInt [Tile "reduce_xor"] (U32, T) -> T, Tile Exact, "rk_tile_reduce_xor" 0, "gpu::group::tile_reduce_xor";
    TileInclusiveSum WideNumber [Tile "inclusive_sum"] (U32, T) -> T, Tile Exact, "rk_tile_inclusive_sum" 0, "gpu::group::tile_inclusive_sum";
    TileExclusiveSum WideNumber [Tile "exclusive_sum"] (U32, T) -> T, Tile Exact, "rk_tile_exclusive_sum" 0, "gpu::group::tile_exclusive_sum";
    TileInclusiveMin WideNumber [Tile "inclusive_min"] (U32, T) -> T, Tile Exact, "rk_tile_inclusive_min" 0, "gpu::group::tile_inclusive_min";
    TileExclusiveMin WideNumber [Tile "exclusive_min"] (U32, T) -> T, Tile Exact, "rk_tile_exclusive_min" 0, "gpu::group::tile_exclusive_min";
    TileInclusiveMax WideNumber [Tile "inclusive_max"] (U32, T) -> T, Tile Exact, "rk_tile_inclusive_max" 0, "gpu::group::tile_inclusive_max";
    TileExclusiveMax WideNumber [Tile "exclusive_max"] (U32, T) -> T, Tile Exact, "rk_tile_exclusive_max" 0, "gpu::group::tile_exclusive_max";
    BlockRank None [Block "thread_rank"] () -> U32, Pure Exact, "rk_rank()" 0, "gpu::group::ThreadBlock::thread_rank";
    BlockSize None [Block "size", Block "num_threads"] () -> U32, Pure Exact, "rk_threads()" 0, "gpu::group::ThreadBlock::size";
    GridRank None [Grid "thread_rank"] () -> U64, Pure Exact, "rk_grid_rank()" 0, "gpu::group::ThreadGrid::thread_rank";
    GridSize None [Grid "size", Grid "num_threads"] () -> U64, Pure Exact, "rk_grid_size()" 0, "gpu::group::ThreadGrid::size";
    GridBlockRank None [Grid "block_rank"] () -> U64, Pure Exact, "rk_grid_block()" 0, "gpu::group::ThreadGrid::block_rank";
    GridBlocks None [Grid "num_blocks"] () -> U64, Pure Exact, "rk_grid_blocks()" 0, "gpu::group::ThreadGrid::num_blocks";
}
