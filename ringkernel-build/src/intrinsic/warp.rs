//! What the lanes of a warp do together.

use super::row::rows;

rows! {
    WarpSize None [Function "warp_size"] () -> I32, Pure Exact, "32" 0, "gpu::warp::warp_size";
    LaneId None [Function "lane_id"] () -> I32, Pure Exact, "rk_lane_id()" 0, "gpu::warp::lane_id";
    WarpId None [Function "warp_id"] () -> I32, Pure Exact, "rk_warp_id()" 0, "gpu::warp::warp_id";
    SyncWarp None [Function "sync_warp"] (U32) -> Unit, Warp Exact, "__syncwarp" 0, "gpu::warp::sync_warp";
    WarpActiveMask None [Function "warp_active_mask", Function "active_mask"] () -> U32, Memory Exact, "__activemask" 0, "gpu::warp::warp_active_mask";
    WarpBallot None [Function "warp_ballot", Function "ballot"] (U32, Bool) -> U32, Warp Exact, "rk_ballot" 0, "gpu::warp::warp_ballot";
    WarpAll None [Function "warp_all"] (U32, Bool) -> Bool, Warp Exact, "rk_all" 0, "gpu::warp::warp_all";
    WarpAny None [Function "warp_any"] (U32, Bool) -> Bool, Warp Exact, "rk_any" 0, "gpu::warp::warp_any";
    WarpShfl WideNumber [Function "warp_shfl", Function "warp_shuffle"] (U32, T, I32) -> T, Warp Exact, "rk_shfl" 0, "gpu::warp::warp_shfl";
    WarpShflUp WideNumber [Function "warp_shfl_up", Function "warp_shuffle_up"] (U32, T, U32) -> T, Warp Exact, "rk_shfl_up" 0, "gpu::warp::warp_shfl_up";
    WarpShflDown WideNumber [Function "warp_shfl_down", Function "warp_shuffle_down"] (U32, T, U32) -> T, Warp Exact, "rk_shfl_down" 0, "gpu::warp::warp_shfl_down";
    WarpShflXor WideNumber [Function "warp_shfl_xor", Function "warp_shuffle_xor"] (U32, T, I32) -> T, Warp Exact, "rk_shfl_xor" 0, "gpu::warp::warp_shfl_xor";
    WarpMatchAny WideNumber [Function "warp_match_any"] (U32, T) -> U32, Warp Exact, "rk_match_any" 0, "gpu::warp::warp_match_any";
    WarpMatchAll WideNumber [Function "warp_match_all"] (U32, T) -> U32, Warp Exact, "rk_match_all" 0, "gpu::warp::warp_match_all";
    WarpReduceAdd WideNumber [Function "warp_reduce_add"] (U32, T) -> T, Warp Exact, "rk_warp_reduce_add" 0, "gpu::warp::warp_reduce_add";
    WarpReduceMin WideNumber [Function "warp_reduce_min"] (U32, T) -> T, Warp Exact, "rk_warp_reduce_min" 0, "gpu::warp::warp_reduce_min";
    WarpReduceMax WideNumber [Function "warp_reduce_max"] (U32, T) -> T, Warp Exact, "rk_warp_reduce_max" 0, "gpu::warp::warp_reduce_max";
    WarpReduceAnd WideInt [Function "warp_reduce_and"] (U32, T) -> T, Warp Exact, "rk_warp_reduce_and" 0, "gpu::warp::warp_reduce_and";
    WarpReduceOr WideInt [Function "warp_reduce_or"] (U32, T) -> T, Warp Exact, "rk_warp_reduce_or" 0, "gpu::warp::warp_reduce_or";
    WarpReduceXor WideInt [Function "warp_reduce_xor"] (U32, T) -> T, Warp Exact, "rk_warp_reduce_xor" 0, "gpu::warp::warp_reduce_xor";
    WarpInclusiveSum WideNumber [Function "warp_inclusive_sum"] (U32, T) -> T, Warp Exact, "rk_warp_inclusive_sum" 0, "gpu::warp::warp_inclusive_sum";
    WarpExclusiveSum WideNumber [Function "warp_exclusive_sum"] (U32, T) -> T, Warp Exact, "rk_warp_exclusive_sum" 0, "gpu::warp::warp_exclusive_sum";
    WarpInclusiveMin WideNumber [Function "warp_inclusive_min"] (U32, T) -> T, Warp Exact, "rk_warp_inclusive_min" 0, "gpu::warp::warp_inclusive_min";
    WarpExclusiveMin WideNumber [Function "warp_exclusive_min"] (U32, T) -> T, Warp Exact, "rk_warp_exclusive_min" 0, "gpu::warp::warp_exclusive_min";
    WarpInclusiveMax WideNumber [Function "warp_inclusive_max"] (U32, T) -> T, Warp Exact, "rk_warp_inclusive_max" 0, "gpu::warp::warp_inclusive_max";
    WarpExclusiveMax WideNumber [Function "warp_exclusive_max"] (U32, T) -> T, Warp Exact, "rk_warp_exclusive_max" 0, "gpu::warp::warp_exclusive_max";
}
