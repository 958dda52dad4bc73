/* What the threads of a warp do together. Needs abi.h and math.cuh.
 *
 * Every lane that a mask names and that has not ended calls the same function with the same mask, the caller among them.
 * `ringkernel_rt::gpu::warp` is the same on the CPU, to the bit. */
#ifndef RK_WARP_CUH
#define RK_WARP_CUH

/* The thread's number in its block, x first. */
__device__ inline u32 rk_rank() { return (threadIdx.z * blockDim.y + threadIdx.y) * blockDim.x + threadIdx.x; }
__device__ inline u32 rk_threads() { return blockDim.x * blockDim.y * blockDim.z; }

/* The thread's place in its warp: the low bits of its rank. */
__device__ inline u32 rk_lane()
{
#ifdef RK_EMULATED
    return rk_rank() % 32;
#else
    u32 lane;
    asm("mov.u32 %0, %%laneid;" : "=r"(lane));
    return lane;
#endif
}
__device__ inline i32 rk_lane_id() { return (i32)rk_lane(); }
__device__ inline i32 rk_warp_id() { return (i32)(rk_rank() / 32); }

/* The lanes of the caller's warp whose rank is below `count`. */
__device__ inline u32 rk_warp_below(u32 count)
{
    const u32 first = rk_rank() & ~31u;
    if (count <= first) return 0;
    return count - first >= 32 ? 0xffffffffu : (1u << (count - first)) - 1u;
}

/* How two values become one. Floats: NaN is passed over, -0.0 is below 0.0. */
struct rk_by_sum {
    template <class T>
    __device__ T operator()(T a, T b) const
    {
        return rk_add(a, b);
    }
    __device__ f32 operator()(f32 a, f32 b) const { return a + b; }
    __device__ f64 operator()(f64 a, f64 b) const { return a + b; }
};

struct rk_by_least {
    template <class T>
    __device__ T operator()(T a, T b) const
    {
        if (a < b || b != b) return a;
        return b < a || a != a || rk_below_zero(b) ? b : a;
    }
    template <class T>
    __device__ static bool rk_below_zero(T)
    {
        return false;
    }
    __device__ static bool rk_below_zero(f32 a) { return copysignf(1.0f, a) < 0.0f; }
    __device__ static bool rk_below_zero(f64 a) { return copysign(1.0, a) < 0.0; }
};

struct rk_by_greatest {
    template <class T>
    __device__ T operator()(T a, T b) const
    {
        if (a > b || b != b) return a;
        return b > a || a != a || !rk_by_least::rk_below_zero(b) ? b : a;
    }
};

struct rk_by_and {
    template <class T>
    __device__ T operator()(T a, T b) const
    {
        return (T)(a & b);
    }
};

struct rk_by_or {
    template <class T>
    __device__ T operator()(T a, T b) const
    {
        return (T)(a | b);
    }
};

struct rk_by_xor {
    template <class T>
    __device__ T operator()(T a, T b) const
    {
        return (T)(a ^ b);
    }
};

/* The bits of a value, for comparisons. */
__device__ inline u32 rk_word(u32 value) { return value; }
__device__ inline u32 rk_word(i32 value) { return (u32)value; }
__device__ inline u64 rk_word(u64 value) { return value; }
__device__ inline u64 rk_word(i64 value) { return (u64)value; }
__device__ inline u32 rk_word(f32 value) { return __float_as_uint(value); }
__device__ inline u64 rk_word(f64 value) { return (u64)__double_as_longlong(value); }

/* Exchange: the value of a lane, the caller's own where the mask does not name it. */
template <class T>
__device__ inline T rk_warp_read(u32 mask, T value, u32 source)
{
    return __shfl_sync(mask, value, (int)((mask >> source & 1u) != 0 ? source : rk_lane()));
}

template <class T>
__device__ inline T rk_shfl(u32 mask, T value, i32 source)
{
    return rk_warp_read(mask, value, (u32)source & 31u);
}

/* The same for all lanes. */
template <class T>
__device__ inline T rk_shfl_all(T value, i32 source)
{
    return rk_shfl(0xffffffffu, value, source);
}

template <class T>
__device__ inline T rk_shfl_up(u32 mask, T value, u32 delta)
{
    const u32 own = rk_lane();
    return rk_warp_read(mask, value, delta <= own ? own - delta : own);
}

template <class T>
__device__ inline T rk_shfl_down(u32 mask, T value, u32 delta)
{
    const u32 own = rk_lane();
    return rk_warp_read(mask, value, delta < 32u - own ? own + delta : own);
}

template <class T>
__device__ inline T rk_shfl_xor(u32 mask, T value, i32 bits)
{
    return rk_warp_read(mask, value, rk_lane() ^ ((u32)bits & 31u));
}

/* Votes. */
__device__ inline u32 rk_ballot(u32 mask, bool predicate) { return __ballot_sync(mask, (int)predicate); }
__device__ inline bool rk_all(u32 mask, bool predicate) { return __all_sync(mask, (int)predicate) != 0; }
__device__ inline bool rk_any(u32 mask, bool predicate) { return __any_sync(mask, (int)predicate) != 0; }

template <class T>
__device__ inline u32 rk_match_any(u32 mask, T value)
{
    return __match_any_sync(mask, rk_word(value));
}

/* The mask if all that are there have the same value, else 0. The instruction's own mask lacks those that are not. */
template <class T>
__device__ inline u32 rk_match_all(u32 mask, T value)
{
    int same;
    __match_all_sync(mask, rk_word(value), &same);
    return same != 0 ? mask : 0u;
}

/* The lanes of the mask that the block has and that have not ended. An exchange may be given a mask that names others, and
 * does not wait for them; but what is read from them is anything. */
__device__ inline u32 rk_warp_present(u32 mask) { return __ballot_sync(mask, 1); }

/* Reductions: a tree in which lanes 16 apart meet first, then 8, 4, 2, 1 apart; lanes that the mask does not name are
 * passed over, and those that it names are all there (rk_warp_present). Before the step `half`, all lanes that are equal
 * modulo 2 * half hold the same partial result. */
template <class T, class Combine>
__device__ inline T rk_warp_tree(u32 mask, T value, Combine combine)
{
    const u32 own = rk_lane();
#pragma unroll
    for (u32 half = 16; half != 0; half /= 2) {
        if (mask == 0xffffffffu) {
            value = combine(value, __shfl_sync(mask, value, (int)(own ^ half)));
        } else {
            const u32 every = half == 16 ? 1u : 0xffffffffu / ((1u << 2 * half) - 1u);
            const u32 others = mask & (every << ((own ^ half) & (2 * half - 1)));
            const T other = __shfl_sync(mask, value, others != 0 ? __ffs((int)others) - 1 : (int)own);
            if (others != 0) value = combine(value, other);
        }
    }
    return value;
}

#define RK_WARP_REDUCE(name, combine)                                 \
    template <class T>                                                \
    __device__ inline T rk_warp_reduce_##name(u32 mask, T value)      \
    {                                                                 \
        return rk_warp_tree(rk_warp_present(mask), value, combine{}); \
    }
RK_WARP_REDUCE(add, rk_by_sum)
RK_WARP_REDUCE(min, rk_by_least)
RK_WARP_REDUCE(max, rk_by_greatest)
RK_WARP_REDUCE(and, rk_by_and)
RK_WARP_REDUCE(or, rk_by_or)
RK_WARP_REDUCE(xor, rk_by_xor)
#undef RK_WARP_REDUCE

/* Integers of 32 bits have instructions from compute capability 8.0 on. */
#if defined(RK_EMULATED) || (defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800)
__device__ inline u32 rk_warp_reduce_add(u32 mask, u32 value) { return __reduce_add_sync(mask, value); }
__device__ inline i32 rk_warp_reduce_add(u32 mask, i32 value) { return (i32)__reduce_add_sync(mask, (u32)value); }
__device__ inline u32 rk_warp_reduce_min(u32 mask, u32 value) { return __reduce_min_sync(mask, value); }
__device__ inline i32 rk_warp_reduce_min(u32 mask, i32 value) { return __reduce_min_sync(mask, value); }
__device__ inline u32 rk_warp_reduce_max(u32 mask, u32 value) { return __reduce_max_sync(mask, value); }
__device__ inline i32 rk_warp_reduce_max(u32 mask, i32 value) { return __reduce_max_sync(mask, value); }
__device__ inline u32 rk_warp_reduce_and(u32 mask, u32 value) { return __reduce_and_sync(mask, value); }
__device__ inline i32 rk_warp_reduce_and(u32 mask, i32 value) { return (i32)__reduce_and_sync(mask, (u32)value); }
__device__ inline u32 rk_warp_reduce_or(u32 mask, u32 value) { return __reduce_or_sync(mask, value); }
__device__ inline i32 rk_warp_reduce_or(u32 mask, i32 value) { return (i32)__reduce_or_sync(mask, (u32)value); }
__device__ inline u32 rk_warp_reduce_xor(u32 mask, u32 value) { return __reduce_xor_sync(mask, value); }
__device__ inline i32 rk_warp_reduce_xor(u32 mask, i32 value) { return (i32)__reduce_xor_sync(mask, (u32)value); }
#endif

/* Scans: in the order of the mask's lanes, which are all there (rk_warp_present), neighbours meet first, then those 2, 4,
 * 8, 16 places apart. */

/* The lane that has `place` lanes of the mask below it. */
__device__ inline u32 rk_lane_at(u32 mask, u32 place)
{
    if (mask == 0xffffffffu) return place;
    for (u32 i = 0; i < place; ++i) mask &= mask - 1;
    return (u32)__ffs((int)mask) - 1;
}

__device__ inline u32 rk_place_in(u32 mask) { return (u32)__popc(mask & ((1u << rk_lane()) - 1u)); }

template <class T, class Combine>
__device__ inline T rk_warp_ladder(u32 mask, T value, Combine combine)
{
    const u32 place = rk_place_in(mask);
    for (u32 step = 1; step < 32; step *= 2) {
        const bool has = place >= step;
        const T other = __shfl_sync(mask, value, (int)(has ? rk_lane_at(mask, place - step) : rk_lane()));
        if (has) value = combine(other, value);
    }
    return value;
}

/* The value of the lane of the mask before the caller, `first` for the first. */
template <class T>
__device__ inline T rk_warp_before(u32 mask, T value, T first)
{
    const u32 place = rk_place_in(mask);
    const T other = __shfl_sync(mask, value, (int)(place != 0 ? rk_lane_at(mask, place - 1) : rk_lane()));
    return place != 0 ? other : first;
}

/* What scans start from. */
struct rk_from_zero {
    template <class T>
    __device__ static T of(T)
    {
        return (T)0;
    }
};

struct rk_from_top {
    template <class T>
    __device__ static T of(T)
    {
        return rk_integer<T>::MAX;
    }
    __device__ static f32 of(f32) { return rk_f32_infinity(); }
    __device__ static f64 of(f64) { return rk_f64_infinity(); }
};

struct rk_from_bottom {
    template <class T>
    __device__ static T of(T)
    {
        return rk_integer<T>::MIN;
    }
    __device__ static f32 of(f32) { return -rk_f32_infinity(); }
    __device__ static f64 of(f64) { return -rk_f64_infinity(); }
};

#define RK_WARP_SCAN(name, combine, from)                                                          \
    template <class T>                                                                             \
    __device__ inline T rk_warp_inclusive_##name(u32 mask, T value)                                \
    {                                                                                              \
        return rk_warp_ladder(rk_warp_present(mask), value, combine{});                            \
    }                                                                                              \
    template <class T>                                                                             \
    __device__ inline T rk_warp_exclusive_##name(u32 mask, T value)                                \
    {                                                                                              \
        mask = rk_warp_present(mask);                                                              \
        return rk_warp_before(mask, rk_warp_ladder(mask, value, combine{}), from::of(value));      \
    }
RK_WARP_SCAN(sum, rk_by_sum, rk_from_zero)
RK_WARP_SCAN(min, rk_by_least, rk_from_top)
RK_WARP_SCAN(max, rk_by_greatest, rk_from_bottom)
#undef RK_WARP_SCAN

#endif
