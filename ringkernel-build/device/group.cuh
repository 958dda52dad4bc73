/* Groups of threads: tiles of a warp, and where a thread is in its block and grid. Needs warp.cuh.
 *
 * A tile is `width` neighbouring lanes, a power of 2 that the compiler knows, of which a block that ends before has fewer.
 * `ringkernel_rt::gpu::group` is the same on the CPU, to the bit. */
#ifndef RK_GROUP_CUH
#define RK_GROUP_CUH

__device__ inline u32 rk_tile_rank(u32 width) { return rk_lane() & (width - 1u); }
__device__ inline u32 rk_tile_size(u32 width) { return width; }
__device__ inline u32 rk_tile_number(u32 width) { return rk_rank() / width; }
__device__ inline u32 rk_tile_count(u32 width) { return (rk_threads() + width - 1u) / width; }

__device__ inline u32 rk_tile_first(u32 width) { return rk_lane() & ~(width - 1u); }

/* The lanes of the tile that the block has. */
__device__ inline u32 rk_tile_mask(u32 width)
{
    const u32 all = 0xffffffffu >> (32u - width);
    return (all << rk_tile_first(width)) & rk_warp_below(rk_threads());
}

__device__ inline void rk_tile_sync(u32 width) { __syncwarp(rk_tile_mask(width)); }

/* Votes; of masks, bit i stands for the tile's lane i. */
__device__ inline bool rk_tile_all(u32 width, bool predicate) { return rk_all(rk_tile_mask(width), predicate); }
__device__ inline bool rk_tile_any(u32 width, bool predicate) { return rk_any(rk_tile_mask(width), predicate); }
__device__ inline u32 rk_tile_ballot(u32 width, bool predicate)
{
    return rk_ballot(rk_tile_mask(width), predicate) >> rk_tile_first(width);
}

template <class T>
__device__ inline u32 rk_tile_match_any(u32 width, T value)
{
    return rk_match_any(rk_tile_mask(width), value) >> rk_tile_first(width);
}

/* Exchange: the caller's own value where the tile has no such lane. */
template <class T>
__device__ inline T rk_tile_shfl(u32 width, T value, u32 source)
{
    return rk_warp_read(rk_tile_mask(width), value, rk_tile_first(width) + (source & (width - 1u)));
}

template <class T>
__device__ inline T rk_tile_shfl_up(u32 width, T value, u32 delta)
{
    return rk_warp_read(rk_tile_mask(width), value, rk_lane() - (delta <= rk_tile_rank(width) ? delta : 0u));
}

template <class T>
__device__ inline T rk_tile_shfl_down(u32 width, T value, u32 delta)
{
    return rk_warp_read(rk_tile_mask(width), value, rk_lane() + (delta < width - rk_tile_rank(width) ? delta : 0u));
}

template <class T>
__device__ inline T rk_tile_shfl_xor(u32 width, T value, u32 bits)
{
    return rk_warp_read(rk_tile_mask(width), value, rk_lane() ^ (bits & (width - 1u)));
}

/* A tree, as over a warp; in a tile that is whole all lanes take the same steps. */
template <class T, class Combine>
__device__ inline T rk_tile_tree(u32 width, T value, Combine combine)
{
    const u32 mask = rk_warp_present(rk_tile_mask(width));
    if ((u32)__popc(mask) != width) return rk_warp_tree(mask, value, combine);
    for (u32 half = width / 2; half != 0; half /= 2) {
        value = combine(value, __shfl_sync(mask, value, (int)(rk_lane() ^ half)));
    }
    return value;
}

#define RK_TILE_REDUCE(name, whole, combine)                                              \
    template <class T>                                                                    \
    __device__ inline T rk_tile_reduce_##name(u32 width, T value)                         \
    {                                                                                     \
        if (width == 32) return rk_warp_reduce_##whole(rk_tile_mask(width), value);       \
        return rk_tile_tree(width, value, combine{});                                     \
    }
RK_TILE_REDUCE(sum, add, rk_by_sum)
RK_TILE_REDUCE(min, min, rk_by_least)
RK_TILE_REDUCE(max, max, rk_by_greatest)
RK_TILE_REDUCE(and, and, rk_by_and)
RK_TILE_REDUCE(or, or, rk_by_or)
RK_TILE_REDUCE(xor, xor, rk_by_xor)
#undef RK_TILE_REDUCE

/* Scans, of all lanes in `mask`; in a tile that is whole all lanes take the same steps. */
template <class T, class Combine>
__device__ inline T rk_tile_ladder(u32 width, u32 mask, T value, Combine combine)
{
    if ((u32)__popc(mask) != width) return rk_warp_ladder(mask, value, combine);
    const u32 rank = rk_tile_rank(width);
    for (u32 step = 1; step < width; step *= 2) {
        const bool has = rank >= step;
        const T other = __shfl_sync(mask, value, (int)(rk_lane() - (has ? step : 0u)));
        if (has) value = combine(other, value);
    }
    return value;
}

#define RK_TILE_SCAN(name, combine, from)                                                          \
    template <class T>                                                                             \
    __device__ inline T rk_tile_inclusive_##name(u32 width, T value)                               \
    {                                                                                              \
        return rk_tile_ladder(width, rk_warp_present(rk_tile_mask(width)), value, combine{});      \
    }                                                                                              \
    template <class T>                                                                             \
    __device__ inline T rk_tile_exclusive_##name(u32 width, T value)                               \
    {                                                                                              \
        const u32 mask = rk_warp_present(rk_tile_mask(width));                                     \
        return rk_warp_before(mask, rk_tile_ladder(width, mask, value, combine{}), from::of(value)); \
    }
RK_TILE_SCAN(sum, rk_by_sum, rk_from_zero)
RK_TILE_SCAN(min, rk_by_least, rk_from_top)
RK_TILE_SCAN(max, rk_by_greatest, rk_from_bottom)
#undef RK_TILE_SCAN

/* The grid. */
__device__ inline u64 rk_grid_blocks() { return (u64)gridDim.x * gridDim.y * gridDim.z; }
__device__ inline u64 rk_grid_block()
{
    return ((u64)blockIdx.z * gridDim.y + blockIdx.y) * gridDim.x + blockIdx.x;
}
__device__ inline u64 rk_grid_size() { return rk_grid_blocks() * rk_threads(); }
__device__ inline u64 rk_grid_rank() { return rk_grid_block() * rk_threads() + rk_rank(); }

#endif
