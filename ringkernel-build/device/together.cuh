/* What the blocks of a cooperative launch do together: the barrier of the grid, and reductions over it. Needs fault.cuh
 * and block.cuh.
 *
 * `rk_env.claim` is the first word of an rk_grid_state. A thread that has faulted has ended; whoever waits sees its claim
 * and ends too, so nobody waits for ever. */
#ifndef RK_TOGETHER_CUH
#define RK_TOGETHER_CUH

__device__ inline u32 rk_blocks() { return gridDim.x * gridDim.y * gridDim.z; }
__device__ inline u32 rk_block() { return (blockIdx.z * gridDim.y + blockIdx.y) * gridDim.x + blockIdx.x; }

__device__ inline rk_grid_state* rk_grid(const rk_env& rk) { return (rk_grid_state*)rk.claim; }

/* Reads past the caches of this multiprocessor. */
__device__ inline u32 rk_grid_read(const u32* address)
{
#ifdef RK_EMULATED
    return __atomic_load_n(address, __ATOMIC_ACQUIRE);
#else
    return *(const volatile u32*)address;
#endif
}

/* Whether the caller's block is the last to come. */
__device__ inline bool rk_grid_arrive(rk_grid_state* state)
{
#ifdef RK_EMULATED
    return __atomic_fetch_add(&state->arrived, 1, __ATOMIC_ACQ_REL) + 1 == rk_blocks();
#else
    __threadfence();
    return atomicAdd(&state->arrived, 1u) + 1 == rk_blocks();
#endif
}

__device__ inline void rk_grid_open(rk_grid_state* state)
{
#ifdef RK_EMULATED
    __atomic_store_n(&state->arrived, 0, __ATOMIC_RELAXED);
    __atomic_fetch_add(&state->generation, 1, __ATOMIC_ACQ_REL);
#else
    atomicExch(&state->arrived, 0u);
    __threadfence();
    atomicAdd(&state->generation, 1u);
#endif
}

__device__ inline void rk_grid_pause()
{
#ifdef RK_EMULATED
    rk_emulated_pause();
#else
    __nanosleep(20);
#endif
}

/* Waits for all threads of the grid; false when one has faulted: the caller then returns false at once. */
__device__ inline bool rk_sync_grid(const rk_env& rk)
{
    rk_grid_state* const state = rk_grid(rk);
    __syncthreads();
    if (rk_rank() == 0) {
        const u32 generation = rk_grid_read(&state->generation);
        if (rk_grid_arrive(state)) {
            rk_grid_open(state);
        } else {
            while (rk_grid_read(&state->generation) == generation && rk_grid_read(&state->claim) == 0) rk_grid_pause();
        }
#ifndef RK_EMULATED
        __threadfence();
#endif
    }
    __syncthreads();
    return rk_grid_read(&state->claim) == 0;
}

/* Combines the values of all threads: those of each block, then those of the blocks. Results of blocks lie behind the
 * state, in two halves that take turns from barrier to barrier: a block may still read one while others write the next. */
template <class T, class Combine>
__device__ inline bool rk_grid_reduce(const rk_env& rk, T value, T* out, Combine combine)
{
    rk_grid_state* const state = rk_grid(rk);
    const u32 blocks = rk_blocks(), rank = rk_rank(), threads = rk_threads();
    u64* const results = (u64*)(state + 1);
    const T own = rk_block_reduce(threads, value, combine);
    if (rank == 0) {
        const u32 half = rk_grid_read(&state->generation) & 1u;
        *(volatile T*)(results + half * blocks + rk_block()) = own;
    }
    if (!rk_sync_grid(rk)) return false;
    const u32 half = (rk_grid_read(&state->generation) - 1u) & 1u;
    const auto result = [&](u32 block) { return *(const volatile T*)(results + half * blocks + block); };
    T sum = own;
    if (rank < blocks) {
        sum = result(rank);
        for (u32 block = rank + threads; block < blocks; block += threads) sum = combine(sum, result(block));
    }
    *out = rk_block_reduce(blocks < threads ? blocks : threads, sum, combine);
    return true;
}

/* The combination of the values of all threads up to the caller's, by block and by rank, and with it if `inclusive`: the
 * results of the blocks before, one after another, then the scan of the own block. */
template <class T, class Combine>
__device__ inline bool rk_grid_scan(const rk_env& rk, bool inclusive, T value, T first, T* out, Combine combine)
{
    __shared__ T before;
    rk_grid_state* const state = rk_grid(rk);
    const u32 blocks = rk_blocks(), block = rk_block(), rank = rk_rank();
    u64* const results = (u64*)(state + 1);
    const T mine = rk_block_scan(inclusive, value, first, combine);
    const T own = rk_block_reduce(rk_threads(), value, combine);
    if (rank == 0) {
        const u32 half = rk_grid_read(&state->generation) & 1u;
        *(volatile T*)(results + half * blocks + block) = own;
    }
    if (!rk_sync_grid(rk)) return false;
    *out = mine;
    if (block == 0) return true;
    if (rank == 0) {
        const u32 half = (rk_grid_read(&state->generation) - 1u) & 1u;
        const auto result = [&](u32 block) { return *(const volatile T*)(results + half * blocks + block); };
        T sum = result(0);
        for (u32 i = 1; i < block; ++i) sum = combine(sum, result(i));
        before = sum;
    }
    __syncthreads();
    *out = !inclusive && rank == 0 ? before : combine(before, mine);
    /* The next scan writes `before` again. */
    __syncthreads();
    return true;
}

#define RK_GRID_REDUCE(name, combine)                                                   \
    template <class T>                                                                  \
    __device__ inline bool rk_grid_reduce_##name(const rk_env& rk, T value, T* out)     \
    {                                                                                   \
        return rk_grid_reduce(rk, value, out, combine{});                               \
    }
RK_GRID_REDUCE(sum, rk_by_sum)
RK_GRID_REDUCE(min, rk_by_least)
RK_GRID_REDUCE(max, rk_by_greatest)
RK_GRID_REDUCE(and, rk_by_and)
RK_GRID_REDUCE(or, rk_by_or)
RK_GRID_REDUCE(xor, rk_by_xor)
#undef RK_GRID_REDUCE

#define RK_GRID_REDUCE_BOOL(name)                                                          \
    __device__ inline bool rk_grid_reduce_##name(const rk_env& rk, bool value, bool* out)  \
    {                                                                                      \
        u32 result = 0;                                                                    \
        const bool well = rk_grid_reduce_##name(rk, (u32)value, &result);                  \
        *out = result != 0;                                                                \
        return well;                                                                       \
    }
RK_GRID_REDUCE_BOOL(and)
RK_GRID_REDUCE_BOOL(or)
RK_GRID_REDUCE_BOOL(xor)
#undef RK_GRID_REDUCE_BOOL

#define RK_GRID_SCAN(name, combine, from)                                                       \
    template <class T>                                                                          \
    __device__ inline bool rk_grid_inclusive_##name(const rk_env& rk, T value, T* out)          \
    {                                                                                           \
        return rk_grid_scan(rk, true, value, from::of(value), out, combine{});                  \
    }                                                                                           \
    template <class T>                                                                          \
    __device__ inline bool rk_grid_exclusive_##name(const rk_env& rk, T value, T* out)          \
    {                                                                                           \
        return rk_grid_scan(rk, false, value, from::of(value), out, combine{});                 \
    }
RK_GRID_SCAN(sum, rk_by_sum, rk_from_zero)
RK_GRID_SCAN(min, rk_by_least, rk_from_top)
RK_GRID_SCAN(max, rk_by_greatest, rk_from_bottom)
#undef RK_GRID_SCAN

#endif
