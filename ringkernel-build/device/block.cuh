/* What the threads of a block do together: reductions and scans. Needs warp.cuh.
 *
 * Every thread of the block that has not ended comes, and each gets its result. `ringkernel_rt::gpu::block` says the
 * order in which values are combined, and is the same on the CPU, to the bit. */
#ifndef RK_BLOCK_CUH
#define RK_BLOCK_CUH

/* Combines the values of the threads whose rank is below `count`, at least 1: those of each warp as a tree, then those
 * of the warps. */
template <class T, class Combine>
__device__ inline T rk_block_reduce(u32 count, T value, Combine combine)
{
    __shared__ T results[32];
    const u32 rank = rk_rank(), lane = rk_lane(), mask = rk_warp_below(count);
    if ((mask >> lane & 1u) != 0) value = rk_warp_tree(rk_warp_present(mask), value, combine);
    /* Threads may still read the last result. */
    __syncthreads();
    if (lane == 0 && mask != 0) results[rank / 32] = value;
    __syncthreads();
    const u32 warps = (count + 31) / 32;
    if (rank < warps) {
        value = rk_warp_tree(rk_warp_present(rk_warp_below(warps)), results[rank], combine);
        if (rank == 0) results[0] = value;
    }
    __syncthreads();
    return results[0];
}

/* The combination of all threads' values up to the caller's, and with it if `inclusive`. */
template <class T, class Combine>
__device__ inline T rk_block_scan(bool inclusive, T value, T first, Combine combine)
{
    __shared__ T totals[32];
    const u32 warp = rk_rank() / 32, lane = rk_lane(), mask = rk_warp_present(rk_warp_below(rk_threads()));
    const T sum = rk_warp_ladder(mask, value, combine);
    const T mine = inclusive ? sum : rk_warp_before(mask, sum, first);
    __syncthreads();
    if (mask >> lane == 1u) totals[warp] = sum;
    __syncthreads();
    if (warp == 0) return mine;
    T before = totals[0];
    for (u32 i = 1; i < warp; ++i) before = combine(before, totals[i]);
    return !inclusive && lane == 0 ? before : combine(before, mine);
}

#define RK_BLOCK_REDUCE(name, combine)                              \
    template <class T>                                              \
    __device__ inline T rk_block_reduce_##name(T value)             \
    {                                                               \
        return rk_block_reduce(rk_threads(), value, combine{});     \
    }
RK_BLOCK_REDUCE(sum, rk_by_sum)
RK_BLOCK_REDUCE(min, rk_by_least)
RK_BLOCK_REDUCE(max, rk_by_greatest)
RK_BLOCK_REDUCE(and, rk_by_and)
RK_BLOCK_REDUCE(or, rk_by_or)
RK_BLOCK_REDUCE(xor, rk_by_xor)
#undef RK_BLOCK_REDUCE
__device__ inline bool rk_block_reduce_and(bool value) { return rk_block_reduce_and((u32)value) != 0; }
__device__ inline bool rk_block_reduce_or(bool value) { return rk_block_reduce_or((u32)value) != 0; }
__device__ inline bool rk_block_reduce_xor(bool value) { return rk_block_reduce_xor((u32)value) != 0; }

#define RK_BLOCK_SCAN(name, combine, from)                              \
    template <class T>                                                  \
    __device__ inline T rk_block_inclusive_##name(T value)              \
    {                                                                   \
        return rk_block_scan(true, value, from::of(value), combine{});  \
    }                                                                   \
    template <class T>                                                  \
    __device__ inline T rk_block_exclusive_##name(T value)              \
    {                                                                   \
        return rk_block_scan(false, value, from::of(value), combine{}); \
    }
RK_BLOCK_SCAN(sum, rk_by_sum, rk_from_zero)
RK_BLOCK_SCAN(min, rk_by_least, rk_from_top)
RK_BLOCK_SCAN(max, rk_by_greatest, rk_from_bottom)
#undef RK_BLOCK_SCAN

#endif
